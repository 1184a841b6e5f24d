import assert from 'node:assert/strict';
import type { TestProtocol } from '../../config/steps/runSchema';
import type { EndReport } from '../../machine/end/endReport';
import { TestRun } from '../reading/testRun';
import { verdictOf } from './verdict';

const END: EndReport = {
  code: 33,
  signal: null,
  shutdownReason: undefined,
  debugExit: 16,
  requested: false,
  succeeded: true,
  rung: '',
  lastStderr: '',
  summary: 'the guest exited with 16.',
};

function verdict(protocol: TestProtocol, lines: readonly string[], end: Partial<EndReport> = {}): string {
  const run = new TestRun(protocol, () => undefined);
  let start = 0;
  for (const text of lines) {
    run.take({ text, start, end: start + text.length + 1 });
    start += text.length + 1;
  }
  const report = { ...END, ...end };
  run.end(report);
  return verdictOf({ crashes: [], tests: run.summary, end: report }).kind;
}

const OWN: TestProtocol = { pass: '^PASS (?<name>\\w+)', fail: '^FAIL (?<name>\\w+)', end: '^DONE' };
const LIB = ['running 1 test', 'test a ... ok', 'test result: ok. 1 passed; 0 failed; 0 ignored'];
const CTEST = [
  'Test project /b',
  '1/1 Test #1: a ...   Passed    0.01 sec',
  '100% tests passed, 0 tests failed out of 1',
];
const ZTEST = [
  'Running TESTSUITE s',
  'START - a',
  ' PASS - a in 0.001 seconds',
  'PROJECT EXECUTION SUCCESSFUL',
];
const LK = [
  'CASE c [STARTED] ',
  '    a [RUNNING] [PASSED] ',
  'CASE c [PASSED]',
  ' CASES:  1  SUCCESS:  1  FAILED:  0 ',
];

/** Each was a pass once. */
const CASES: readonly (readonly [
  what: string,
  kind: string,
  protocol: TestProtocol,
  lines: readonly string[],
])[] = [
  [
    'a program that fails though its tests passed',
    'failed',
    'ktap',
    ['TAP version 13', '1..1', '# TAP version 13', '# 1..1', '# ok 1 z', 'not ok 1 selftests: x: y # exit=1'],
  ],
  [
    'a program that takes too long',
    'failed',
    'ktap',
    ['TAP version 13', '1..1', '# 1..1', '# ok 1 z', 'ok 1 selftests: x: y # TIMEOUT 45 seconds'],
  ],
  [
    'a suite that fails by itself',
    'failed',
    'ktap',
    ['KTAP version 1', '1..1', '    # Subtest: s', '    1..1', '    ok 1 a', 'not ok 1 s'],
  ],
  ['a failure before the plan', 'incomplete', 'tap', ['not ok 1 a', '1..1', 'ok 1 b']],
  ['tests that give up before they have begun', 'incomplete', 'tap', ['Bail out! no disk', '1..1', 'ok 1 b']],
  ['a failure with a measured time in its line', 'failed', OWN, ['PASS a', 'FAIL b [0.012]', 'DONE']],
  ['libtest: a failure behind the end', 'incomplete', 'libtest', [...LIB, 'test b ... FAILED']],
  [
    'libtest: a failure of a custom frame behind the end',
    'incomplete',
    'libtest',
    ['running 1 tests', 'a...\t[ok]', 'b...\t[failed]'],
  ],
  [
    'libtest: more results than were announced',
    'incomplete',
    'libtest',
    [LIB[0]!, LIB[1]!, 'test b ... ok', LIB[2]!],
  ],
  [
    'libtest: more tests in the end than were seen',
    'incomplete',
    'libtest',
    [LIB[0]!, LIB[1]!, 'test result: ok. 5 passed; 0 failed; 0 ignored'],
  ],
  [
    'ctest: a failure behind the end',
    'incomplete',
    'ctest',
    [...CTEST, '2/2 Test #2: b ...***Failed    0.01 sec'],
  ],
  ['ctest: a test that is seen twice', 'incomplete', 'ctest', [CTEST[0]!, CTEST[1]!, CTEST[1]!, CTEST[2]!]],
  ['ztest: a failure behind the end', 'incomplete', 'ztest', [...ZTEST, ' FAIL - c in 0.001 seconds']],
  [
    'ztest: more results than its suite counts',
    'incomplete',
    'ztest',
    [
      ...ZTEST.slice(0, 3),
      ' PASS - b in 0.001 seconds',
      'SUITE PASS - 100.00% [s]: pass = 1, fail = 0, skip = 0, total = 1 duration = 0.001 seconds',
      ZTEST[3]!,
    ],
  ],
  ['lk: a case that fails behind the end', 'incomplete', 'lk', [...LK, 'CASE y [FAILED]']],
  [
    'unity: more results than were counted',
    'incomplete',
    'unity',
    ['m.c:3:a:PASS', 'm.c:4:b:PASS', '1 Tests 0 Failures 0 Ignored'],
  ],
];

describe('no false pass', () => {
  for (const [what, kind, protocol, lines] of CASES)
    it(`it is no pass: ${what}`, () => assert.equal(verdict(protocol, lines), kind));

  it('it is a pass with all of it in order', () => {
    for (const [protocol, lines] of [
      ['libtest', LIB],
      ['ctest', CTEST],
      ['ztest', ZTEST],
      ['lk', LK],
    ] as const)
      assert.equal(verdict(protocol, lines), 'passed', protocol);
    assert.equal(
      verdict('ktap', [
        '[    1.234567] KTAP version 1',
        '[    1.234567] 1..1',
        '<6>[    1.234567] ok 1 a [1.500] fast',
      ]),
      'passed',
    );
    assert.equal(verdict('libtest', ['gdt...\t[ok]', 'net...\t[failed]', ...LIB]), 'passed');
    assert.equal(verdict('exit', []), 'passed');
  });

  it('it is no pass: a guest that resets itself where its exit value is the test', () => {
    assert.equal(verdict('exit', [], { shutdownReason: 'guest-reset', code: 0 }), 'incomplete');
  });
});
