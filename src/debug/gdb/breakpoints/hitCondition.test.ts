import assert from 'node:assert/strict';
import { parseHitCondition, passesAfter, passesBefore } from './hitCondition';

describe('hit conditions', () => {
  it('hit conditions are read in all their forms', () => {
    for (const [text, kind, count] of [
      ['5', 'exactly', 5],
      ['= 5', 'exactly', 5],
      ['==5', 'exactly', 5],
      ['>5', 'from', 6],
      [' >= 5 ', 'from', 5],
      ['%3', 'every', 3],
    ] as const)
      assert.deepEqual(parseHitCondition(text), { kind, count }, text);
    for (const text of ['', '0', '< 5', 'often', '5 times', '%', '99999999999'])
      assert.equal(parseHitCondition(text), undefined, text);
  });

  it('hit conditions tell GDB how often to pass by', () => {
    assert.equal(passesBefore({ kind: 'every', count: 3 }), 2);
    assert.equal(passesAfter({ kind: 'every', count: 3 }), 2);
    assert.equal(passesAfter({ kind: 'from', count: 3 }), 0);
    assert.ok(passesAfter({ kind: 'exactly', count: 3 }) > 1e9);
  });
});
