import assert from 'node:assert/strict';
import { FailedBefore } from './failedBefore';

describe('tests that have failed in earlier tries', () => {
  it('a test that failed before the try that counts, and not in it, is told with the last try in which it did', () => {
    const before = new FailedBefore<string>();
    before.add(['once', 'twice', 'always'], 1);
    before.add(['twice', 'always'], 2);
    assert.deepEqual(before.besides(new Set(['always'])), [
      ['once', 1],
      ['twice', 2],
    ]);
  });
});
