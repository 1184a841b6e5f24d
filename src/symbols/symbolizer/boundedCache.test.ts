import assert from 'node:assert/strict';
import { BoundedCache } from './boundedCache';

describe('a bounded cache', () => {
  it('a bounded cache lets go of what was not asked for the longest', () => {
    const cache = new BoundedCache<string, number>(2);
    assert.deepEqual([cache.set('a', 1), cache.set('b', 2)], [undefined, undefined]);
    assert.equal(cache.get('a'), 1);
    assert.equal(cache.set('c', 3), 2);
    assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [1, undefined, 3]);
  });

  it('a bounded cache keeps one value for a key', () => {
    const cache = new BoundedCache<string, number>(1);
    cache.set('a', 1);
    assert.equal(cache.set('a', 2), undefined);
    assert.equal(cache.get('a'), 2);
  });
});
