import assert from 'node:assert/strict';
import { cpuTime } from '../../../../test/support/cpuTime';
import { COSTLY, costly, ORDINARY } from '../../../../test/support/serial/costlySequences';
import { FakeClock } from '../../../../test/support/serial/fakeClock';
import { HeadlessTerminal } from '../../../../test/support/serial/headlessTerminal';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { Answering } from './answering';
import { StreamOffsets } from './streamOffsets';
import { TerminalFeed } from './terminalFeed';

const SIZE = { rows: 30, columns: 80 };
const SCROLLED = 'said before\r\n'.repeat(1200);
/**
 * What 64 kB of anything may cost a terminal, in terms of 64 kB of ordinary text. Before there was a limit, a single
 * sequence of thirteen bytes cost minutes; with the counts clamped alone, 64 kB cost up to 3,000 times as much.
 */
const MOST = 60;
const RUNS = 8;

/** How long a terminal takes for it, in milliseconds. */
function cost(texts: readonly string[]): number {
  const terminal = new HeadlessTerminal(SIZE);
  terminal.write(SCROLLED);
  const begin = cpuTime();
  for (const text of texts) terminal.write(text);
  const ms = cpuTime() - begin;
  terminal.dispose();
  return ms;
}

describe('what a guest costs the terminal', () => {
  let bench: Bench;
  let ordinary = Infinity;

  const measureOrdinary = (): void => {
    for (let run = 0; run < 3; run++) ordinary = Math.min(ordinary, cost([ORDINARY]));
  };

  before(measureOrdinary);

  beforeEach(() => (bench = new Bench()));

  afterEach(() => bench.close());

  /** What a terminal is given of a stream, frame by frame. */
  const shown = async (text: string): Promise<string[]> => {
    const spool = bench.spool(`spool${Math.random()}`);
    const clock = new FakeClock();
    const answering = new Answering(clock);
    const frames: string[] = [];
    const feed = new TerminalFeed(
      bench.group,
      'feed',
      { spool, answering, resets: new StreamOffsets(), marks: new StreamOffsets(), capture: undefined },
      { newline: 'cr', implicitCarriageReturn: false, localEcho: false, bracketedPaste: false, size: SIZE },
      (frame) => {
        frames.push(frame.text);
        if (frame.asks) setImmediate(() => feed.credit.answered());
      },
      clock,
    );
    spool.append(Buffer.from(text));
    answering.arrived(spool.tail.end);
    // Not the end of the stream, at which nobody waits: as a guest that goes on.
    while (feed.position < spool.tail.end) await new Promise(setImmediate);
    spool.tail.finish();
    feed.finish();
    await feed.done;
    return frames;
  };

  for (const sequence of COSTLY) {
    it(`a terminal’s work stays in proportion for 64 kB of ${sequence.name}`, async () => {
      const frames = await shown(`${costly(sequence)}\x1b\\\x1b[m\r\nthe end`);
      assert.ok(frames.join('').includes('the end'));
      let best = Infinity;
      for (let run = 0; run < RUNS && best > MOST * ordinary; run++) {
        best = Math.min(best, cost(frames));
        if (best > MOST * ordinary) measureOrdinary();
      }
      assert.ok(best <= MOST * ordinary, `${(best / ordinary).toFixed(1)} times ordinary text`);
      if (process.env['COST_TABLE']) console.log((best / ordinary).toFixed(1).padStart(8), sequence.name);
    });
  }
});
