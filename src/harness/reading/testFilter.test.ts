import assert from 'node:assert/strict';
import { testFilter } from './testFilter';

describe('the filter for some tests', () => {
  it('the filter for some tests names the one that is wanted, or its group when there are several', () => {
    assert.equal(testFilter('ktap', [['text', 'decimal']]), 'kunit.filter_glob=text.decimal');
    assert.equal(testFilter('ktap', [['text']]), 'kunit.filter_glob=text.*');
    assert.equal(
      testFilter('ktap', [
        ['text', 'a'],
        ['text', 'b'],
      ]),
      'kunit.filter_glob=text.*',
    );
    assert.equal(
      testFilter('ktap', [
        ['text', 'a', '1'],
        ['text', 'a', '2'],
      ]),
      'kunit.filter_glob=text.a',
    );
  });

  it('the filter for some tests is none where one pattern cannot choose them, or a name could say more than a name', () => {
    assert.equal(
      testFilter('ktap', [
        ['text', 'a'],
        ['timer', 'b'],
      ]),
      undefined,
    );
    assert.equal(testFilter('ktap', [['text init=/bin/sh', 'a']]), undefined);
    assert.equal(testFilter('ktap', [['text', 'a*']]), undefined);
    assert.equal(testFilter('ktap', []), undefined);
    assert.equal(testFilter('tap', [['text', 'a']]), undefined);
  });
});
