import assert from 'node:assert/strict';
import type { ToldResult } from '../../../harness/reading/protocol';
import { FoundTests } from './foundTests';

const result = (name: string): ToldResult => ({
  path: [name],
  outcome: 'failed',
  isGroup: false,
  start: 0,
  end: 1,
  lines: ['a line'],
});

describe('the results that another extension reads', () => {
  it('the results that another extension reads have their tries, and the first thousand their lines', () => {
    const found = new FoundTests();
    for (let number = 0; number < 2000; number++) found.add(result('a'), number < 1500 ? 1 : 2);
    assert.deepEqual([found.count, found.left], [2000, 0]);
    assert.deepEqual(found.at(0), { ...result('a'), try: 1 });
    assert.deepEqual([found.at(1999)?.try, found.at(1999)?.lines], [2, undefined]);
    assert.equal(found.at(2000), undefined);
  });

  it('the results that another extension reads are bounded over all tries, and what is left out is counted', () => {
    const found = new FoundTests();
    const long = result('n'.repeat(1000));
    for (let number = 0; number < 100_000; number++) found.add(long, 1);
    assert.ok(found.count > 20_000 && found.count < 50_000, String(found.count));
    found.add(result('short'), 2);
    assert.equal(found.count + found.left, 100_001);
    assert.equal(found.at(found.count - 1)?.try, 1);
  });
});
