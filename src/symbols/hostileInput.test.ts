import assert from 'node:assert/strict';
import { processorTime } from '../../test/support/processorTime';
import { random } from '../../test/support/random';
import {
  filterLines,
  followLines,
  hostileElf,
  hostileLine,
  readElf,
} from '../../test/support/symbols/hostile';
import { LoadTracker } from './loads/loadTracker';
import { markupNodes } from './markup/elements';

describe('symbols from hostile input', () => {
  it('broken ELF files give an error of the reader’s own, or what is left of them', async () => {
    const numbers = random(1);
    for (let n = 0; n < 1500; n++) await readElf(hostileElf(numbers));
  });

  it('lines made of what readers look for throw nothing, and say nothing without bounds', async () => {
    const numbers = random(2);
    for (let n = 0; n < 2000; n++) {
      const lines = Array.from({ length: 8 }, () => hostileLine(numbers));
      followLines(lines);
      await filterLines(lines);
    }
  });

  it('a line of any length takes time in proportion to it', () => {
    for (const piece of [
      '{{{',
      '{{{module:',
      '}}}{{{',
      'elr: ',
      'Modules linked in: a(',
      'EPC: 0000000000000000 ',
      '[<',
    ]) {
      const [short, long] = [processorMs(piece.repeat(20_000)), processorMs(piece.repeat(200_000))];
      assert.ok(long < Math.max(short, 5) * 40, `${piece}: ${short} ms, ten times as long: ${long} ms`);
    }
  });
});

const processorMs = (line: string): number =>
  processorTime(() => {
    new LoadTracker().take(line);
    markupNodes(line);
  });
