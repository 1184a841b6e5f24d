import assert from 'node:assert/strict';
import { COSTLY, costly } from '../../../../test/support/serial/costlySequences';
import { timesItsEstimate } from '../../../../test/support/serial/costMeasure';
import { SequenceGenerator } from '../../../../test/support/serial/sequenceGenerator';
import { EscapeFilter } from './escapeFilter';
import { ScreenModel } from './screenModel';

/** How many times its estimate anything may cost: it is a guess for a computer that nobody has seen. */
const MOST = 6;
const PROGRAMS = 30;
const PER_PROGRAM = 200;

/** The seeds of what cost most among 10 million generated sequences, in terms of their estimates (test/soak/terminalCost.ts): 1.8 times at most. */
const SLOWEST = [15, 469, 176, 403, 136, 339, 301, 285, 557, 46_786, 122_010, 136_828, 88_039, 18_159];

describe('what the filter thinks that a terminal has to do', () => {
  it('the estimate of a terminal’s work is never far below it, for the worst uses of each sequence', () => {
    for (const sequence of COSTLY) {
      const ratio = timesItsEstimate(costly(sequence, 16_384), MOST);
      assert.ok(ratio <= MOST, `${sequence.name}: ${ratio.toFixed(1)} times its estimate`);
    }
  });

  it(`the estimate of a terminal’s work is never far below it, for ${PROGRAMS * PER_PROGRAM} generated sequences and the slowest known`, () => {
    const seeds = [...SLOWEST, ...Array.from({ length: PROGRAMS }, (_, index) => 1_000_000 + index)];
    for (const seed of seeds) {
      const ratio = timesItsEstimate(new SequenceGenerator(seed).program(PER_PROGRAM).text, MOST);
      assert.ok(ratio <= MOST, `seed ${seed}: ${ratio.toFixed(1)} times its estimate`);
    }
  });

  it('the estimate of a terminal’s work is the same however the output is cut, and so is what is passed on', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const text = new SequenceGenerator(seed).program(PER_PROGRAM).text;
      const pieces = new SequenceGenerator(seed + 1);
      const whole = filtered(text, () => text.length);
      assert.deepEqual(
        filtered(text, () => 1 + pieces.below(40)),
        whole,
        `seed ${seed}`,
      );
      assert.deepEqual(
        filtered(text, () => 1),
        whole,
        `seed ${seed}, one by one`,
      );
    }
  });
});

/** What the filter makes of it, fed in pieces. */
function filtered(text: string, length: () => number): { text: string; work: number } {
  const screen = new ScreenModel(false);
  screen.size = { rows: 30, columns: 80 };
  const filter = new EscapeFilter(screen);
  for (let at = 0; at < text.length;) {
    const end = at + length();
    filter.push(text.slice(at, end));
    at = end;
  }
  const { text: passed, work } = filter.take();
  return { text: passed, work: Math.round(work) };
}
