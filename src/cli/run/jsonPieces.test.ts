import assert from 'node:assert/strict';
import { jsonPieces } from './jsonPieces';

describe('JSON in pieces', () => {
  it('JSON in pieces is what it is in one', () => {
    const hostile = `"\\\u0000\n\u2028\ud800`;
    const tests = [{ path: ['a', hostile], reason: undefined, isGroup: false, durationMs: 0.5 }];
    for (const value of [
      { verdict: 'failed', [hostile]: hostile, end: { code: null }, tests, empty: [], nothing: {} },
      [1, null, undefined, [[]], [{}]],
      {},
      { none: undefined },
      'text',
      null,
    ])
      assert.equal([...jsonPieces(value)].join(''), JSON.stringify(value, null, 2));
  });

  it('JSON in pieces has none that grows with what is in it', () => {
    const tests = Array.from({ length: 1000 }, () => ({ path: ['a', 'b'], reason: 'r'.repeat(100) }));
    let longest = 0;
    for (const piece of jsonPieces({ earlier: [{ tests }], tests }))
      longest = Math.max(longest, piece.length);
    assert.ok(longest < 200, String(longest));
  });
});
