import assert from 'node:assert/strict';
import { cpuTime } from '../../../test/support/cpuTime';
import type { NamedProtocol } from '../../config/steps/runSchema';
import { TestRun } from '../reading/testRun';

/** Behind what may come again and again, something that a `.` does not take: a pattern that tries each way to share it out gets slow. */
const UNFIT = '\u2028x';
/** What makes a reader look at the lines of its tests, and lines that a pattern might try again and again. */
const LINES: readonly (readonly [NamedProtocol, first: string, start: string, again: string])[] = [
  ['ztest', 'Running TESTSUITE a', 'SUITE a - ', '['],
  ['ztest', 'Running TESTSUITE a', 'SUITE a - ', '[a]: pass = 1, '],
  ['ztest', 'Running TESTSUITE a', ' PASS - ', 'a in 1.1 '],
  ['libtest', 'running 5 tests', 'test ', 'a ... ok, '],
  ['libtest', 'running 5 tests', 'test ', 'a ... ok'],
  ['libtest', 'running 5 tests', 'test a ... ok', ' <1.1s>'],
  ['libtest', 'running 5 tests', 'a', 'a...'],
  ['ctest', 'Test project /a', '1/1 Test #1: a ', '.'],
  ['ctest', 'Test project /a', '1/1 Test #1: a ***Not Run', ' '],
  ['lk', 'CASE a [STARTED]', '    a', ' [RUNNING]'],
  ['lk', 'CASE a [STARTED]', '', ' [PASSED]'],
  ['lk', 'CASE a [STARTED]', ' [PASSED]', ' '],
  ['unity', 'a.c:1:a:PASS', 'a', ':1:a'],
  ['ktap', 'TAP version 13', 'ok 1 ', ' # exit=1 '],
  ['ktap', 'TAP version 13', 'ok 1 # exit=1', ' '],
  ['ktap', 'TAP version 13', 'ok 1', ' -'],
];
/** Of a line that is read, in characters. */
const SHORT = 512;
const LONG = 4096;

/** Of the fastest of some readings, in milliseconds of processor time: whatever else runs makes them slower only. */
function timeOf(protocol: NamedProtocol, first: string, text: string): number {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const run = new TestRun(protocol, () => undefined);
    run.take({ text: first, start: 0, end: 1 });
    const begun = cpuTime();
    for (let count = 0; count < 20; count++) run.take({ text, start: 1, end: 2 });
    best = Math.min(best, cpuTime() - begun);
  }
  return best;
}

describe('the work for a line of tests', () => {
  for (const [protocol, first, start, again] of LINES)
    it(`a line of ${protocol} with ${JSON.stringify(start + again)} and so on takes time in proportion to its length`, () => {
      const lineOf = (length: number): string => (start + again.repeat(length)).slice(0, length - 2) + UNFIT;
      timeOf(protocol, first, lineOf(LONG));
      const [short, long] = [SHORT, LONG].map((length) => timeOf(protocol, first, lineOf(length)));
      assert.ok(short !== undefined && long !== undefined);
      // A square would be 64 times as much. What a line takes whatever its length is far below the last number.
      assert.ok(long < 24 * short + 2, `${long} ms, and ${short} ms for an eighth of it`);
    });
});
