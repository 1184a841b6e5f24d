import assert from 'node:assert/strict';
import { tasksBefore, type WantedTask, wantedOf, wantedText } from './wantedTask';

describe('the tasks before a configuration', () => {
  const build = {
    name: 'build',
    source: 'Workspace',
    definition: { type: 'shell' },
    group: { id: 'build', isDefault: true },
  };
  const script = {
    name: 'compile',
    source: 'npm',
    definition: { type: 'npm', script: 'compile', path: 'sub/' },
  };
  const found = (wanted: WantedTask): readonly string[] =>
    [build, script].filter((task) => wantedOf(wanted, [task], undefined)).map(({ name }) => name);

  it('a task is found by its label, with its source in front, by fields of its definition, and as the default build', () => {
    assert.deepEqual(found('build'), ['build']);
    assert.deepEqual(found('npm: compile'), ['compile']);
    assert.deepEqual(found({ type: 'npm', script: 'compile' }), ['compile']);
    assert.deepEqual(found({ type: 'npm', script: 'watch' }), []);
    assert.deepEqual(found('${defaultBuildTask}'), ['build']);
    assert.deepEqual(found('Build'), []);
  });

  it('a task of the same name in another folder is another task', () => {
    const folder = (name: string) => ({ uri: { toString: () => `file:///${name}` } });
    const [a, b] = [
      { ...build, scope: folder('a') },
      { ...build, scope: folder('b') },
    ];
    const shared = { ...build, scope: 2 };
    assert.equal(wantedOf('build', [a, b, shared], folder('b')), b);
    assert.equal(wantedOf('build', [a, shared], folder('b')), shared);
    assert.equal(wantedOf('build', [a], folder('b')), undefined);
  });

  it('a task of the workspace’s own file comes before a folder’s of the same name, for what is written there', () => {
    const scope = { uri: { toString: () => 'file:///a' } };
    const [own, shared] = [
      { ...build, scope },
      { ...build, scope: 2 },
    ];
    assert.equal(wantedOf('build', [own, shared], undefined), shared);
    assert.equal(wantedOf('build', [own], undefined), own);
  });

  it('tasks that come before an entry are kept in every form in which it may name them', () => {
    assert.deepEqual(tasksBefore({ dependsOn: ['a', { type: 'npm', script: 'b' }, 5] }), [
      'a',
      { type: 'npm', script: 'b' },
    ]);
    assert.deepEqual(tasksBefore({ preLaunchTask: { type: 'npm' } }), [{ type: 'npm' }]);
    assert.deepEqual(tasksBefore({ preLaunchTask: 'a' }), ['a']);
    assert.deepEqual(tasksBefore({}), []);
    assert.deepEqual(['a', { type: 'npm' }].map(wantedText), ['a', '{"type":"npm"}']);
  });
});
