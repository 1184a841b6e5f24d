import assert from 'node:assert/strict';
import { testListFile } from './testListFile';

const around = { defaults: {}, variables: { workspaceFolder: '/work' }, base: '/work' };
const tests = { protocol: 'tap', list: 'tests.txt' };

describe('the list of tests', () => {
  it('the list of tests starts at the configuration’s cwd, else at that of the defaults, else at the folder', () => {
    const defaults = { ...around, defaults: { cwd: 'out' } };
    assert.equal(testListFile({ tests }, around), '/work/tests.txt');
    assert.equal(testListFile({ tests }, defaults), '/work/out/tests.txt');
    assert.equal(testListFile({ tests, cwd: 'build' }, defaults), '/work/build/tests.txt');
    assert.equal(testListFile({ tests, cwd: '/elsewhere' }, defaults), '/elsewhere/tests.txt');
  });

  it('the list of tests and its cwd may have variables', () => {
    const list = '${workspaceFolder}/tests.txt';
    assert.equal(testListFile({ tests: { list }, cwd: 'build' }, around), '/work/tests.txt');
    assert.equal(
      testListFile({ tests, cwd: '${workspaceFolder}/build' }, { ...around, base: '/' }),
      '/work/build/tests.txt',
    );
  });

  it('the list of tests is no file when it is wrong, and is found when only the cwd is', () => {
    for (const wrong of [undefined, 'tests.txt', {}, { list: 5 }])
      assert.equal(testListFile({ tests: wrong }, around), undefined);
    assert.equal(testListFile({ tests, cwd: 5 }, around), '/work/tests.txt');
  });
});
