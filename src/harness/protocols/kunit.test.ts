import assert from 'node:assert/strict';
import { readConsoleLine } from '../../crash/console/consoleLine';
import { KtapReader } from './ktap';

/** Logs of our own, with the counts that Linux 6.1's `tools/testing/kunit/kunit.py parse` gives for them. */
const LOGS = [
  {
    what: 'all pass',
    counts: { passed: 3, failed: 0, crashed: 0, skipped: 0 },
    lines: [
      '[    0.1] random: crng init done',
      'KTAP version 1',
      '1..2',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..2',
      '    ok 1 list_adds',
      '    ok 2 list_removes',
      'ok 1 list',
      '    KTAP version 1',
      '    # Subtest: hash',
      '    1..1',
      '    ok 1 hash_grows',
      'ok 2 hash',
    ],
  },
  {
    what: 'failures',
    counts: { passed: 2, failed: 1, crashed: 0, skipped: 0 },
    lines: [
      'KTAP version 1',
      '1..1',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..3',
      '    ok 1 list_adds',
      '    # list_removes: EXPECTATION FAILED at lib/list_test.c:42',
      '    not ok 2 list_removes',
      '    ok 3 list_moves',
      'not ok 1 list',
    ],
  },
  {
    what: 'crash in the middle',
    counts: { passed: 1, failed: 0, crashed: 3, skipped: 0 },
    lines: [
      'KTAP version 1',
      '1..2',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..3',
      '    ok 1 list_adds',
      'Kernel panic - not syncing: oh',
      '---[ end Kernel panic - not syncing: oh ]---',
    ],
  },
  {
    what: 'no plan',
    counts: { passed: 2, failed: 0, crashed: 0, skipped: 0 },
    lines: [
      'KTAP version 1',
      '    KTAP version 1',
      '    # Subtest: list',
      '    ok 1 list_adds',
      '    ok 2 list_removes',
      'ok 1 list',
    ],
  },
  {
    what: 'skipped',
    counts: { passed: 1, failed: 0, crashed: 0, skipped: 1 },
    lines: [
      'KTAP version 1',
      '1..1',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..2',
      '    ok 1 list_adds # SKIP no memory',
      '    ok 2 list_removes',
      'ok 1 list',
    ],
  },
  {
    what: 'all skipped',
    counts: { passed: 0, failed: 0, crashed: 0, skipped: 2 },
    lines: [
      'KTAP version 1',
      '1..1',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..2',
      '    ok 1 list_adds # SKIP no memory',
      '    ok 2 list_removes # SKIP no memory',
      'ok 1 list # SKIP',
    ],
  },
  {
    what: 'nested',
    counts: { passed: 2, failed: 1, crashed: 0, skipped: 0 },
    lines: [
      'KTAP version 1',
      '1..1',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..2',
      '        KTAP version 1',
      '        # Subtest: adds',
      '        1..2',
      '        ok 1 front',
      '        not ok 2 back',
      '    not ok 1 adds',
      '    ok 2 removes',
      'not ok 1 list',
    ],
  },
  {
    what: 'interrupted by kernel lines',
    counts: { passed: 2, failed: 0, crashed: 0, skipped: 0 },
    lines: [
      'KTAP version 1',
      '1..1',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..2',
      'usb 1-1: new high-speed USB device',
      '    ok 1 list_adds',
      'clocksource: Switched to clocksource tsc',
      '    ok 2 list_removes',
      'ok 1 list',
    ],
  },
  {
    what: 'wrong order',
    counts: { passed: 3, failed: 0, crashed: 0, skipped: 0 },
    lines: [
      'KTAP version 1',
      '1..1',
      '    KTAP version 1',
      '    # Subtest: list',
      '    1..3',
      '    ok 1 list_adds',
      '    ok 3 list_moves',
      '    ok 2 list_removes',
      'ok 1 list',
    ],
  },
  {
    what: 'times in front',
    counts: { passed: 1, failed: 1, crashed: 0, skipped: 0 },
    lines: [
      '[    1.000000] KTAP version 1',
      '[    1.000100] 1..1',
      '[    1.000200]     KTAP version 1',
      '[    1.000300]     # Subtest: list',
      '[    1.000500]     1..2',
      '[    1.010000]     ok 1 list_adds',
      '[    1.020000]     not ok 2 list_removes',
      '[    1.030000] not ok 1 list',
    ],
  },
  {
    what: 'no tests',
    counts: { passed: 0, failed: 0, crashed: 0, skipped: 0 },
    lines: ['KTAP version 1', '1..0'],
  },
  {
    what: 'nothing',
    counts: { passed: 0, failed: 0, crashed: 0, skipped: 0 },
    lines: ['login:'],
  },
] as const;

describe('KTAP beside kunit.py', () => {
  for (const { what, counts, lines } of LOGS)
    it(`KTAP counts as kunit.py does: ${what}`, () => {
      const reader = new KtapReader();
      for (const text of lines) reader.take(readConsoleLine({ text, start: 0, end: 0 }));
      reader.end();
      assert.deepEqual(reader.summary.counts, { known: 0, ...counts });
    });
});
