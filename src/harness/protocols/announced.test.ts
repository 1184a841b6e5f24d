import assert from 'node:assert/strict';
import { readConsoleLine } from '../../crash/console/consoleLine';
import { CtestReader } from './ctest';
import { LibtestReader } from './libtest';
import { LkReader } from './lk';
import type { ProtocolReader, TestResult } from './protocol';
import { UnityReader } from './unity';
import { ZtestReader } from './ztest';

interface Read {
  readonly told: readonly string[];
  readonly results: readonly TestResult[];
  readonly complete: boolean;
  readonly problems: string;
}

function read(reader: ProtocolReader, lines: readonly string[]): Read {
  const results: TestResult[] = [];
  let start = 0;
  for (const text of lines) {
    const end = start + text.length + 1;
    results.push(...reader.take(readConsoleLine({ text, start, end })));
    start = end;
  }
  results.push(...reader.end());
  const { complete, problems } = reader.summary;
  const told = results.map(({ path, outcome }) => `${path.join('/')} ${outcome}`);
  return { told, results, complete, problems: problems.join('\n') };
}

const ZTEST = [
  '*** Booting Zephyr OS build v3.6.0 ***',
  'Running TESTSUITE queue',
  '===================================================================',
  'START - test_put',
  ' PASS - test_put in 0.012 seconds',
  '===================================================================',
  'START - test_get',
  '    Assertion failed at tests/queue/src/main.c:57: queue_test_get: (head not equal to 3)',
  ' FAIL - test_get in 0.020 seconds',
  '===================================================================',
  'START - test_wait',
  ' SKIP - test_wait in 0.000 seconds',
  'TESTSUITE queue failed.',
  'SUITE FAIL -  50.00% [queue]: pass = 1, fail = 1, skip = 1, total = 3 duration = 0.032 seconds',
  'PROJECT EXECUTION FAILED',
];

const LIBTEST = [
  'running 3 tests',
  'test heap::grows ... ok',
  'test heap::shrinks ... FAILED',
  'test heap::moves ... ignored, needs a second heap',
  'test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s',
];

const UNITY = [
  'src/test_ring.c:20:test_ring_is_empty:PASS',
  'src/test_ring.c:31:test_ring_is_full:FAIL: Expected 4 Was 3',
  'src/test_ring.c:44:test_ring_wraps:IGNORE: not yet',
  '-----------------------',
  '3 Tests 1 Failures 1 Ignored',
  'FAIL',
];

const LK = [
  '',
  'CASE list_tests                                        [STARTED] ',
  '    test_list_add                                      [RUNNING] [PASSED] ',
  '    test_list_remove                                   [RUNNING] [FAILED] ',
  '        test_list_remove:41:',
  '        length:',
  '        expected 1 (1), actual n (2)',
  ' [FAILED] ',
  '        test_list_remove:42:',
  '    test_list_move                                     [RUNNING]a line of its own',
  ' [PASSED] ',
  'CASE list_tests                                                  [FAILED]',
  '',
  'CASE heap_tests                                        [STARTED] ',
  '    test_heap                                          [RUNNING] [PASSED] ',
  'CASE heap_tests                                                  [PASSED]',
  '',
  '====================================================',
  '    CASES:  2     SUCCESS:  1     FAILED:  1   ',
  '====================================================',
];

const CTEST = [
  'Test project /build',
  '    Start 1: adds',
  '1/4 Test #1: adds .............................   Passed    0.01 sec',
  '    Start 2: crashes',
  '2/4 Test #2: crashes ..........................***Exception: SegFault  0.12 sec',
  '    Start 3: waits',
  '3/4 Test #3: waits ............................***Skipped   0.00 sec',
  '4/4 Test #4: later ............................***Not Run (Disabled)   0.00 sec',
  '',
  '67% tests passed, 1 tests failed out of 4',
];

describe('runs of tests that announce their end', () => {
  it('ztest’s results have suite, reason and time', () => {
    const { told, results, complete, problems } = read(new ZtestReader(), ZTEST);
    assert.deepEqual(told, ['queue/test_put passed', 'queue/test_get failed', 'queue/test_wait skipped']);
    assert.deepEqual([complete, problems], [true, '']);
    assert.deepEqual([results[0]?.durationMs, results[1]?.durationMs], [12, 20]);
    assert.match(results[1]?.reason ?? '', /^tests\/queue\/src\/main\.c:57: /);
  });

  it('libtest’s results have their modules and reasons', () => {
    const { told, results, complete, problems } = read(new LibtestReader(), LIBTEST);
    assert.deepEqual(told, ['heap/grows passed', 'heap/shrinks failed', 'heap/moves skipped']);
    assert.deepEqual([complete, problems], [true, '']);
    assert.equal(results[2]?.reason, 'needs a second heap');
  });

  it('a kernel’s own framework in Rust has its word on the same line, or on one that follows', () => {
    const run = ['Running 3 tests', 'os::vga::prints...\t[ok]', 'os::heap::allocates...', 'a remark', '[ok]'];
    const { told, complete } = read(new LibtestReader(), [
      ...run,
      'os::heap::frees...',
      '[failed]',
      'Error: …',
    ]);
    assert.deepEqual(told, ['os/vga/prints passed', 'os/heap/allocates passed', 'os/heap/frees failed']);
    assert.equal(complete, true);
  });

  it('Unity’s results have their places', () => {
    const { told, results, complete, problems } = read(new UnityReader(), UNITY);
    assert.deepEqual(told, [
      'src/test_ring.c/test_ring_is_empty passed',
      'src/test_ring.c/test_ring_is_full failed',
      'src/test_ring.c/test_ring_wraps skipped',
    ]);
    assert.deepEqual([complete, problems], [true, '']);
    assert.equal(results[1]?.reason, 'src/test_ring.c:31: Expected 4 Was 3');
  });

  it('Little Kernel’s tests have their cases, and fail once for all that they expected', () => {
    const { told, complete, problems } = read(new LkReader(), LK);
    assert.deepEqual(told, [
      'list_tests/test_list_add passed',
      'list_tests/test_list_remove failed',
      'list_tests/test_list_move passed',
      'heap_tests/test_heap passed',
    ]);
    assert.deepEqual([complete, problems], [true, '']);
    const fewer = LK.map((line) => line.replace('CASES:  2', 'CASES:  3'));
    assert.match(read(new LkReader(), fewer).problems, /The end tells of 3, and 2 were seen/);
  });

  it('CTest’s tests have their words as reasons, and their times', () => {
    const { told, results, complete, problems } = read(new CtestReader(), CTEST);
    assert.deepEqual(told, ['adds passed', 'crashes failed', 'waits skipped', 'later skipped']);
    assert.deepEqual([complete, problems], [true, '']);
    assert.deepEqual([results[1]?.reason, results[1]?.durationMs], ['Exception: SegFault', 120]);
  });

  for (const [name, lines, make] of [
    ['ztest', ZTEST, () => new ZtestReader()],
    ['libtest', LIBTEST, () => new LibtestReader()],
    ['Unity', UNITY, () => new UnityReader()],
    ['Little Kernel', LK.slice(1), () => new LkReader()],
    ['CTest', CTEST, () => new CtestReader()],
  ] as const) {
    it(`a run of ${name} is not complete without its end, without a result, or before it begins`, () => {
      const isEnd = (line: string): boolean => /^(PROJECT|test result|3 Tests|67%| {4}CASES)/.test(line);
      const isFirst = (line: string): boolean => /test_put in|grows|is_empty|RUNNING|1: adds/.test(line);
      assert.equal(
        read(
          make(),
          lines.filter((line) => !isEnd(line)),
        ).complete,
        false,
      );
      assert.equal(
        read(
          make(),
          lines.filter((line) => !isFirst(line)),
        ).complete,
        false,
      );
      assert.equal(read(make(), ['login: ']).complete, false);
      assert.equal(read(make(), lines.slice(0, 1)).complete, false);
    });
  }

  it('a test that has begun and never ends has crashed', () => {
    const { told, complete, problems } = read(new ZtestReader(), [
      ...ZTEST.slice(0, 7),
      'E: ***** BUS FAULT *****',
    ]);
    assert.deepEqual(told, ['queue/test_put passed', 'queue/test_get crashed']);
    assert.deepEqual([complete, problems], [false, 'The run has no end.']);
  });

  it('tests that begin and never end have no line in common with one another', () => {
    const starts = Array.from({ length: 100 }, (_, index) => `START - test_${index}`);
    const { results } = read(new ZtestReader(), [
      ...ZTEST.slice(0, 5),
      ...starts,
      ' PASS - last in 0.1 seconds',
    ]);
    const crashed = results.filter(({ outcome }) => outcome === 'crashed');
    assert.equal(crashed.length, 99);
    for (const [index, { start }] of crashed.entries())
      assert.ok(start >= (crashed[index - 1]?.end ?? 0), `${start}`);
  });

  it('a run that says it passed over a failure says so, and one that failed without a failure is not complete', () => {
    const good = ZTEST.map((line) => line.replace('EXECUTION FAILED', 'EXECUTION SUCCESSFUL'));
    assert.match(read(new ZtestReader(), good).problems, /says that it passed/);
    const bad = [
      'running 1 test',
      'test a ... ok',
      'test result: FAILED. 1 passed; 0 failed; 0 ignored; 0 measured',
    ];
    assert.equal(read(new LibtestReader(), bad).complete, false);
  });
});
