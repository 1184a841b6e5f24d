import assert from 'node:assert/strict';
import type { TestResult } from '../../harness/protocols/protocol';
import type { RunOutcome } from '../../harness/verdict/judgedRun';
import { junit } from './junit';

const result = (
  path: string[],
  outcome: TestResult['outcome'],
  more: Partial<TestResult> = {},
): TestResult => ({
  path,
  outcome,
  isGroup: false,
  start: 0,
  end: 0,
  ...more,
});

function xml(outcome: Partial<RunOutcome>): string {
  const end = {} as RunOutcome['end'];
  const whole: RunOutcome = {
    verdict: { kind: 'passed', reasons: [] },
    steps: [],
    captured: {},
    tests: [],
    summary: undefined,
    crashes: [],
    end,
    durationMs: 1500,
    ...outcome,
  };
  return [...junit('a run', whole)].join('');
}

describe('JUnit’s file', () => {
  it('JUnit’s file has a case for each step and test, none for groups, and one for the verdict', () => {
    const text = xml({
      verdict: { kind: 'failed', reasons: ['1 of 3 tests failed.'] },
      steps: [{ field: 'steps[0]', title: 'send "a"', durationMs: 12 }],
      tests: [
        result(['suite', 'good'], 'passed', { durationMs: 250 }),
        result(['suite', 'bad'], 'failed', { reason: 'main.c:3: no' }),
        result(['suite', 'later'], 'skipped'),
        result(['suite'], 'failed', { isGroup: true }),
      ],
    });
    assert.match(
      text,
      /<testsuite name="a run" tests="5" failures="1" errors="1" skipped="1" time="1\.500">/,
    );
    assert.match(text, /<testcase classname="steps" name="steps\[0\] send &quot;a&quot;" time="0\.012"\/>/);
    assert.match(text, /<testcase classname="tests\.suite" name="good" time="0\.250"\/>/);
    assert.match(text, /name="bad" time="0\.000"><failure message="main\.c:3: no">main\.c:3: no<\/failure>/);
    assert.match(text, /name="later" time="0\.000"><skipped message="skipped">/);
    assert.match(
      text,
      /name="verdict" time="1\.500"><error message="failed">failed\n1 of 3 tests failed\.<\/error>/,
    );
  });

  it('JUnit’s file tells a pass that failures came before from one without, and the other way round', () => {
    const earlier = [{ kind: 'crashed', reasons: ['Oops'] }] as const;
    assert.match(
      xml({ verdict: { kind: 'passed', reasons: [], earlier } }),
      /name="verdict" time="[\d.]+"><flakyFailure message="crashed">crashed\nOops<\/flakyFailure><\/testcase>/,
    );
    assert.match(
      xml({ verdict: { kind: 'failed', reasons: [], earlier } }),
      /<error message="failed">failed<\/error><rerunFailure message="crashed">/,
    );
  });

  it('JUnit’s file has for each test the tries in which it failed before', () => {
    const text = xml({
      tests: [
        result(['suite', 'flaky'], 'passed'),
        result(['suite', 'broken'], 'failed', { reason: 'again' }),
      ],
      earlierTests: [
        [
          result(['suite', 'flaky'], 'failed', { reason: 'main.c:3: no' }),
          result(['suite', 'broken'], 'failed'),
          result(['suite'], 'failed', { isGroup: true }),
        ],
        [result(['suite', 'flaky'], 'passed'), result(['suite', 'broken'], 'crashed')],
      ],
    });
    assert.match(
      text,
      /name="flaky" time="0\.000"><flakyFailure message="Try 1: main\.c:3: no">Try 1: main\.c:3: no<\/flakyFailure><\/testcase>/,
    );
    assert.match(
      text,
      /name="broken" time="0\.000"><failure message="again">again<\/failure><rerunFailure message="Try 1: failed">[^<]*<\/rerunFailure><rerunFailure message="Try 2: crashed">/,
    );
  });

  it('JUnit’s file compares tests of one name by their order', () => {
    const again = (outcome: TestResult['outcome'], reason: string) => result(['again'], outcome, { reason });
    const text = xml({
      tests: [again('passed', ''), again('failed', 'c'), again('passed', '')],
      earlierTests: [[again('passed', ''), again('failed', 'a'), again('failed', 'b')]],
    });
    const told = text.match(/(flaky|rerun)Failure message="[^"]*"|<testcase [^>]*\/>/g) ?? [];
    assert.deepEqual(told, [
      '<testcase classname="tests" name="again" time="0.000"/>',
      'rerunFailure message="Try 1: a"',
      'flakyFailure message="Try 1: b"',
      '<testcase classname="run" name="verdict" time="1.500"/>',
    ]);
  });

  it('JUnit’s file grows as its tests do, though all have one name and fail in each try', () => {
    const sizeOf = (count: number): number => {
      const tests = Array.from({ length: count }, () => result(['again'], 'failed', { reason: 'no' }));
      return xml({ tests, earlierTests: [tests, tests] }).length;
    };
    const [few, many] = [sizeOf(20), sizeOf(200)];
    assert.ok(many < 11 * few, `${few} and ${many}`);
  });

  it('JUnit’s file cannot be broken by what a guest calls its tests, nor grow without limit', () => {
    const hostile = `</testcase>"'&\u0000\u001b[2J\ud800\ufffe\n]]>`;
    const text = xml({
      tests: [
        result([hostile, hostile], 'failed', { reason: hostile }),
        result(['long'], 'failed', { reason: 'x'.repeat(1_000_000) }),
      ],
    });
    assert.equal(text.match(/<testcase /g)?.length, 3);
    assert.equal(text.match(/<\/testcase>/g)?.length, 2);
    assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\]\]>/);
    // Halves of characters do not survive this.
    assert.equal(Buffer.from(text).toString(), text);
    assert.ok(text.length < 100_000);
  });
});
