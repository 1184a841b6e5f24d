import assert from 'node:assert/strict';
import { readConsoleLine } from '../../crash/console/consoleLine';
import { KtapReader } from './ktap';
import type { Outcome, Summary, TestResult } from './protocol';

interface Read {
  /** `group/test outcome`, in their order. */
  readonly told: readonly string[];
  readonly results: readonly TestResult[];
  readonly counts: Partial<Record<Outcome, number>>;
  readonly summary: Summary;
}

function read(text: string): Read {
  const reader = new KtapReader();
  const results: TestResult[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length + 1;
    results.push(...reader.take(readConsoleLine({ text: line, start, end })));
    start = end;
  }
  results.push(...reader.end());
  const { summary } = reader;
  const counts = Object.fromEntries(Object.entries(summary.counts).filter(([, count]) => count > 0));
  return {
    told: results.map(({ path, outcome }) => `${path.join('/')} ${outcome}`),
    results,
    counts,
    summary,
  };
}

const KUNIT = `
[    0.900000] random: crng init done
[    1.000000] KTAP version 1
[    1.000100] 1..2
[    1.000200]     KTAP version 1
[    1.000300]     # Subtest: list
[    1.000400]     # module: list_test
[    1.000500]     1..3
[    1.010000]     ok 1 list_adds
[    1.030000]     ok 2 list_removes # SKIP needs more memory
[    1.030500] usb 1-1: new high-speed USB device
[    1.040000]     ok 3 list_moves
[    1.041000]     # list: pass:2 fail:0 skip:1 total:3
[    1.042000] ok 1 list
[    1.050000]     KTAP version 1
[    1.051000]     # Subtest: hash
[    1.052000]     1..1
[    1.060000]     # hash_grows: EXPECTATION FAILED at lib/hash_test.c:42
[    1.070000]     not ok 1 hash_grows
[    1.080000] not ok 2 hash
`;

describe('KTAP', () => {
  it('KTAP of KUnit is read among kernel lines, with groups, skipped tests and durations on the guest’s clock', () => {
    const { told, results, counts, summary } = read(KUNIT);
    assert.deepEqual(told, [
      'list/list_adds passed',
      'list/list_removes skipped',
      'list/list_moves passed',
      'list passed',
      'hash/hash_grows failed',
      'hash failed',
    ]);
    assert.deepEqual(counts, { passed: 2, failed: 1, skipped: 1 });
    assert.deepEqual([summary.complete, summary.problems], [true, []]);
    assert.equal(results[1]?.reason, 'needs more memory');
    assert.deepEqual(
      results.map(({ isGroup, durationMs }) => [isGroup, durationMs]),
      [
        [false, 9.8],
        [false, 20],
        [false, 10],
        [true, 41.8],
        [false, 20],
        [true, 30],
      ],
    );
  });

  it('each result of KTAP has the lines since the one before', () => {
    const [first, second] = read(KUNIT).results;
    assert.match(KUNIT.slice(first?.start, first?.end), /module: list_test[^]*list_adds\n$/);
    assert.match(KUNIT.slice(second?.start, second?.end), /^[^\n]*list_removes[^\n]*\n$/);
  });

  it('a run that breaks off in a group has tests without a result, and is not complete', () => {
    const cut =
      KUNIT.slice(0, KUNIT.indexOf('[    1.040000]')) + '[    1.1] Kernel panic - not syncing: oh\n';
    const { told, counts, summary } = read(cut);
    assert.deepEqual(told.slice(-1), ['list crashed']);
    assert.deepEqual(counts, { passed: 1, skipped: 1, crashed: 2 });
    assert.equal(summary.complete, false);
    assert.match(summary.problems.join('\n'), /"list" was to have 3 tests; 1 of them have no result/);
  });

  it('a run is not complete when the plan is missing, or a test of it, or the end of a group', () => {
    const complete = (text: string): boolean => read(text).summary.complete;
    assert.equal(complete('TAP version 14\n1..2\nok 1 a\nok 2 b\n'), true);
    assert.equal(complete('TAP version 14\nok 1 a\nok 2 b\n1..2\n'), true);
    assert.equal(complete('TAP version 14\nok 1 a\nok 2 b\n'), false);
    assert.equal(complete('TAP version 14\n1..3\nok 1 a\nok 2 b\n'), false);
    assert.equal(complete('TAP version 14\n1..2\nok 1 a\nok 3 c\n'), true);
    assert.equal(complete('TAP version 14\n1..1\n    1..1\n    ok 1 a\n'), false);
    assert.equal(complete('TAP version 14\n1..2\nok 1 a\nBail out! no disk\nok 2 b\n'), false);
    assert.equal(complete('login: '), false);
  });

  it('a group that says ok over a failure has failed', () => {
    const { told, summary } = read('KTAP version 1\n1..1\n  1..2\n  ok 1 a\n  not ok 2 b\nok 1 both\n');
    assert.deepEqual(told, ['both/a passed', 'both/b failed', 'both failed']);
    assert.match(summary.problems.join(), /"both" says that it passed, and not all in it did/);
  });

  it('kselftest’s runner has the results of its programs in comments', () => {
    const { told, summary } = read(
      [
        'TAP version 13',
        '1..2',
        '# selftests: mm: maps',
        '# TAP version 13',
        '# 1..2',
        '# ok 1 maps # one page',
        '# ok 2 unmaps',
        'ok 1 selftests: mm: maps',
        '# selftests: mm: locks',
        '# # a remark',
        'not ok 2 selftests: mm: locks # TIMEOUT 45 seconds',
        '',
      ].join('\n'),
    );
    assert.deepEqual(told, [
      'selftests: mm: maps/maps # one page passed',
      'selftests: mm: maps/unmaps passed',
      'selftests: mm: maps passed',
      'selftests: mm: locks failed',
    ]);
    assert.equal(summary.complete, true);
  });

  it('directives of TAP and KTAP say what a result is worth', () => {
    const results = [
      'ok 1 - a # SKIP no such device',
      'not ok 2 - b # skip',
      'not ok 3 - c # TODO later',
      'ok 4 - d # TODO later',
      'not ok 5 - e # XFAIL known since 5.4',
      'ok 6 - f # TIMEOUT',
      'ok 7 - g \\# h',
      'ok 8',
      'not ok 9 - # ERROR no memory',
      'not ok 10 selftests: mm: maps # exit=1',
    ];
    const { told, results: tests } = read(`TAP version 14\n1..10\n${results.join('\n')}\n`);
    assert.deepEqual(told, [
      'a skipped',
      'b skipped',
      'c known',
      'd passed',
      'e known',
      'f failed',
      'g # h passed',
      'test 8 passed',
      'test 9 failed',
      'selftests: mm: maps failed',
    ]);
    assert.equal(tests.at(-1)?.reason, 'exit=1');
  });

  it('groups lie in groups, whatever they are indented with', () => {
    for (const by of ['  ', '    ', '\t']) {
      const lines = ['KTAP version 1', '1..1', `${by}1..1`, `${by}# Subtest: outer`, `${by}${by}1..2`];
      lines.push(`${by}${by}ok 1 a`, `${by}${by}ok 2 b`, `${by}ok 1 inner`, 'ok 1 outer', '');
      const { told, summary } = read(lines.join('\n'));
      assert.deepEqual(told, [
        'outer/inner/a passed',
        'outer/inner/b passed',
        'outer/inner passed',
        'outer passed',
      ]);
      assert.equal(summary.complete, true);
    }
  });

  it('a second run in the same log is another one, and the first one counts as it ended', () => {
    const run = 'KTAP version 1\n1..2\nok 1 a\nok 2 b\n';
    assert.deepEqual(read(run + run).counts, { passed: 4 });
    assert.equal(read(run + run).summary.complete, true);
    assert.equal(read('KTAP version 1\n1..2\nok 1 a\n' + run).summary.complete, false);
  });

  it('a guest that does not keep to the protocol costs no more than its bytes', () => {
    const deep = Array.from({ length: 10_000 }, (_, depth) => `${' '.repeat(depth % 3000)}1..99999`).join(
      '\n',
    );
    assert.ok(read(`TAP version 14\n${deep}\n`).summary.problems.length <= 100);
    assert.equal(
      read(`TAP version 14\n1..1\nok 1 ${'n'.repeat(1_000_000)}\n`).results[0]?.path[0]?.length,
      301,
    );
    const many = Array.from({ length: 100_000 }, (_, index) => `ok ${index + 1} t`).join('\n');
    assert.deepEqual(read(`TAP version 14\n1..100000\n${many}\n`).counts, { passed: 100_000 });
    assert.equal(read(`${'# '.repeat(500_000)}ok 1\n1..999999999\n`).summary.complete, false);
  });
});
