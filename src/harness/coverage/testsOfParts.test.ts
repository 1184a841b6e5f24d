import assert from 'node:assert/strict';
import { testsOfParts } from './testsOfParts';

const test = (item: string, start: number, end: number) => ({ item, start, end });

describe('testsOfParts', () => {
  it('testsOfParts() gives a part to the test during which it began, and what is outside of them to none', () => {
    const tests = [test('one', 10, 20), test('two', 20, 30), test('three', 40, 50)];
    assert.deepEqual(
      [...testsOfParts([0, 11, 19, 20, 35, 40, 50], tests)],
      [
        [2, 'one'],
        [3, 'one'],
        [4, 'two'],
        [6, 'three'],
      ],
    );
  });

  it('testsOfParts() gives all that follows to a test without an end, unless another one begins', () => {
    const tests = [test('crashed', 10, Infinity), test('later', 20, 30)];
    assert.deepEqual(
      [...testsOfParts([15, 25, 35], tests)],
      [
        [1, 'crashed'],
        [2, 'later'],
      ],
    );
  });
});
