import assert from 'node:assert/strict';
import type { RunPlan } from '../../config/steps/resolvedRun';
import type { TestResult } from '../protocols/protocol';
import type { RunOutcome } from './judgedRun';
import { Tries } from './tries';
import type { VerdictKind } from './verdict';

const PLAN: RunPlan = { steps: [], onFailure: 'keep', retries: 2 };

const outcome = (kind: VerdictKind, tests: readonly TestResult[] = []): RunOutcome =>
  ({
    verdict: { kind, reasons: kind === 'passed' ? [] : [`It is ${kind}.`] },
    tests,
  }) as unknown as RunOutcome;

describe('the tries of a run', () => {
  it('a run without retries counts, whatever it came to, and its machine may be kept', () => {
    for (const kind of ['passed', 'failed', 'stalled'] as const) {
      const tries = new Tries(0);
      assert.deepEqual(tries.planOf(PLAN), PLAN);
      const { outcome: judged, goesOn } = tries.take(outcome(kind));
      assert.deepEqual([judged, goesOn], [outcome(kind), false]);
    }
  });

  it('a run that passes on its second try says what the first one came to, with its tests', () => {
    const tries = new Tries(2);
    const failed = { path: ['a'], outcome: 'failed' } as unknown as TestResult;
    const first = tries.take(outcome('failed', [failed]));
    assert.equal(first.goesOn, true);
    assert.equal(first.text, 'Try 1 of 3: The run has failed.\nIt is failed.\nTry 2 of 3 begins.');
    const { outcome: judged, goesOn, text } = tries.take(outcome('passed'));
    assert.equal(goesOn, false);
    assert.deepEqual(judged.verdict, { kind: 'passed', reasons: [], earlier: [first.outcome.verdict] });
    assert.deepEqual(judged.earlierTests, [[failed]]);
    assert.equal(text, 'The run has passed.\nThis was try 2.\nTry 1:\nThe run has failed.\nIt is failed.');
  });

  it('of tries that all fail the last one counts, and only its machine is kept for a look', () => {
    const tries = new Tries(2);
    const kept: RunPlan['onFailure'][] = [];
    let judged;
    do {
      kept.push(tries.planOf(PLAN).onFailure);
      judged = tries.take(outcome(kept.length === 3 ? 'crashed' : 'failed'));
    } while (judged.goesOn);
    assert.deepEqual(kept, ['stop', 'stop', 'keep']);
    const { kind, earlier } = judged.outcome.verdict;
    assert.deepEqual([kind, earlier?.map((one) => one.kind)], ['crashed', ['failed', 'failed']]);
  });

  it('what is kept of all earlier tries is bounded, and each says what of it was left out', () => {
    const tries = new Tries(10);
    const long = { path: ['n'.repeat(300)], outcome: 'failed' } as unknown as TestResult;
    const failed = outcome('failed', Array<TestResult>(20_000).fill(long));
    for (let number = 1; number <= 10; number++) tries.take(failed);
    const { verdict, earlierTests } = tries.take(outcome('passed')).outcome;
    const counts = earlierTests?.map(({ length }) => length) ?? [];
    assert.deepEqual([counts.length, counts[0], counts[1]], [10, 20_000, 20_000]);
    assert.ok(counts.reduce((sum, count) => sum + count) < 60_000, String(counts));
    const reasons = verdict.earlier?.map((one) => one.reasons.join()) ?? [];
    assert.equal(reasons[1], 'It is failed.');
    assert.match(reasons[9] ?? '', /^It is failed\.,There are more than 0 results; 20000 were left out\.$/);
  });

  it('a run that somebody ends is not tried again', () => {
    assert.equal(new Tries(2).take(outcome('cancelled')).goesOn, false);
  });
});
