import assert from 'node:assert/strict';
import { readTestList } from './testList';

const read = (text: string): string[] => readTestList(text, 100).map((path) => path.join(' / '));

describe('a list of tests', () => {
  it('a list of tests is read as KUnit, ztest and libtest print it', () => {
    assert.deepEqual(read('KTAP version 1\n1..2\ntext.equal\r\ntext.decimal\n'), [
      'text / equal',
      'text / decimal',
    ]);
    assert.deepEqual(read('\tring::order\n\tring::full\n'), ['ring / order', 'ring / full']);
    assert.deepEqual(read('a::b::c: test\nflat: test\n\n2 tests, 0 benchmarks\n'), ['a / b / c', 'flat']);
    assert.deepEqual(read('# by hand\n\none\n.odd'), ['one', '.odd']);
  });

  it('a list of tests is bounded in names and in their lengths', () => {
    assert.equal(readTestList('a\n'.repeat(1000), 10).length, 10);
    const [path] = readTestList('x'.repeat(100_000), 10);
    assert.ok((path?.[0]?.length ?? Infinity) < 10_000);
  });
});
