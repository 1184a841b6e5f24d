import assert from 'node:assert/strict';
import { testFailure } from './testFailure';

describe('the place of a failure', () => {
  it('the place of a failure is that of the first line that tells of one, in the words of each framework', () => {
    for (const [line, place] of [
      ['    # example: EXPECTATION FAILED at lib/kunit/example-test.c:29', 'lib/kunit/example-test.c:29'],
      ['main.c:31:test_sum:FAIL: Expected 3 Was 2', 'main.c:31'],
      ["thread 'main' panicked at src/lib.rs:14:9:", 'src/lib.rs:14'],
      [
        '    Assertion failed at WEST_TOPDIR/tests/src/main.c:12: test_x: (a == b)',
        'WEST_TOPDIR/tests/src/main.c:12',
      ],
      ['loaded from boot.c:3', undefined],
      ['it failed', undefined],
    ] as const) {
      const { place: found } = testFailure(
        ['counter.c:1 begins', line, 'other.c:2: failed, too'].slice(0, place ? 3 : 2),
      );
      assert.equal(found && `${found.file}:${found.line}`, place, line);
    }
  });
});
