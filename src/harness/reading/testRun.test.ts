import assert from 'node:assert/strict';
import type { SeenLine } from '../../crash/console/consoleLine';
import type { EndReport } from '../../machine/end/endReport';
import type { NamedProtocol, OwnProtocol, TestProtocol } from '../../config/steps/runSchema';
import type { Summary, TestResult } from '../protocols/protocol';
import { TestRun } from './testRun';

interface Read {
  readonly run: TestRun;
  readonly results: readonly TestResult[];
  readonly summary: Summary;
}

function read(protocol: TestProtocol, lines: Iterable<string>): Read {
  const results: TestResult[] = [];
  const run = new TestRun(protocol, (result) => results.push(result));
  let start = 0;
  for (const text of lines) {
    const line: SeenLine = { text, start, end: start + text.length + 1 };
    start = line.end;
    run.take(line);
  }
  run.end();
  return { run, results, summary: run.summary };
}

describe('the tests of a run', () => {
  it('the tests of a run are read by the protocol that its configuration names', () => {
    const texts: readonly (readonly [NamedProtocol, readonly string[]])[] = [
      ['ktap', ['KTAP version 1', '1..1', 'ok 1 a']],
      ['tap', ['TAP version 14', '1..1', 'ok 1 - a']],
      [
        'ztest',
        ['Running TESTSUITE s', 'START - a', ' PASS - a in 0.001 seconds', 'PROJECT EXECUTION SUCCESSFUL'],
      ],
      ['libtest', ['running 1 test', 'test a ... ok', 'test result: ok. 1 passed; 0 failed; 0 ignored']],
      [
        'lk',
        [
          'CASE c [STARTED] ',
          '    a [RUNNING] [PASSED] ',
          'CASE c [PASSED]',
          ' CASES:  1  SUCCESS:  1  FAILED:  0 ',
        ],
      ],
      [
        'ctest',
        [
          'Test project /b',
          '1/1 Test #1: a ...   Passed    0.01 sec',
          '100% tests passed, 0 tests failed out of 1',
        ],
      ],
      ['unity', ['main.c:3:a:PASS', '1 Tests 0 Failures 0 Ignored']],
    ];
    for (const [protocol, lines] of texts) {
      const { summary, results } = read(protocol, lines);
      assert.deepEqual([summary.complete, summary.counts.passed, results.length], [true, 1, 1], protocol);
      // Another protocol finds nothing in them that would pass.
      const other = read(protocol === 'unity' ? 'ktap' : 'unity', lines).summary;
      assert.deepEqual([other.complete, other.counts.passed], [false, 0], protocol);
    }
    const own: OwnProtocol = { pass: '^(?<name>\\w+) fine$', fail: '^(?<name>\\w+) bad$', end: '^over$' };
    const { summary } = read(own, ['a fine', 'over']);
    assert.deepEqual([summary.complete, summary.counts.passed], [true, 1]);
  });

  it('a run whose exit value is its test proves nothing by an end that we brought about', () => {
    const ended = (end: Partial<EndReport>): Read => {
      const results: TestResult[] = [];
      const run = new TestRun('exit', (result) => results.push(result));
      run.end({ requested: false, succeeded: true, summary: 'it ended.', ...end } as EndReport);
      return { run, results, summary: run.summary };
    };
    const { complete, counts } = ended({}).summary;
    assert.deepEqual([complete, counts.passed], [true, 1]);
    assert.equal(ended({ succeeded: false }).results[0]?.reason, 'it ended.');
    assert.deepEqual(ended({ requested: true }).results, []);
    assert.equal(ended({ requested: true }).summary.complete, false);
  });

  it('the tests of a run end once, and what is printed after that is none of them', () => {
    const { run, summary: before } = read('tap', ['TAP version 13', '1..2', 'ok 1']);
    run.take({ text: 'ok 2', start: 0, end: 5 });
    run.end();
    assert.deepEqual(run.summary, before);
    assert.equal(before.complete, false);
  });

  it('the tests of a run are kept up to a number, and a run that has more proves nothing', () => {
    function* many(): Generator<string> {
      yield 'TAP version 13';
      yield '1..100000';
      for (let number = 1; number <= 100_001; number++)
        yield `ok ${number} - ${'x'.repeat(number === 1 ? 100_000 : 1)}`;
    }
    const { results, summary } = read('tap', many());
    assert.equal(results.length, 100_000);
    assert.equal(summary.complete, false);
    assert.match(summary.problems.at(-1) ?? '', /more than 100000 results; 1 were left out/);
    assert.ok((results[0]?.path[0]?.length ?? 0) < 1000);
  });
});
