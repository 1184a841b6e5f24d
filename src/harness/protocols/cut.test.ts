import assert from 'node:assert/strict';
import { cutPath } from './cut';

const DEEP = Array.from({ length: 31 }, (_, level) => `${level} `.padEnd(300, 'x'));

describe('the path of a test as it is kept', () => {
  it('the path of a test is kept as it is where people have written it', () => {
    const path = ['src/heap.rs', 'a module', 'of modules', 'n'.repeat(200), 'grows'];
    assert.deepEqual(cutPath(path), path);
  });

  it('the path of a test is bounded, with all its levels, and its own name more of it than theirs', () => {
    const path = cutPath([...DEEP, 't'.repeat(1000)]);
    assert.equal(path.length, 32);
    assert.ok(path.join('').length < 1300, String(path.join('').length));
    assert.equal(path.at(-1)?.length, 301);
  });

  it('the path of a test begins with that of its group, however both are cut', () => {
    for (const depth of [1, 2, 3, 20, 31]) {
      const group = cutPath(DEEP.slice(0, depth), true);
      assert.deepEqual(cutPath([...DEEP.slice(0, depth), 'a test']).slice(0, -1), group);
    }
  });
});
