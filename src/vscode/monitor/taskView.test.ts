import assert from 'node:assert/strict';
import type { TaskKind, TaskSnapshot } from '../../concurrency/taskTree';
import { countKinds, whatRuns } from './taskView';

const node = (kind: TaskKind, name: string, ...children: TaskSnapshot[]): TaskSnapshot => ({
  kind,
  name,
  ageMs: 0,
  children,
});

describe('running tasks view', () => {
  const log = node('group', 'log', node('loop', 'log merger'));

  it('the view of running tasks is empty when only standing groups are there', () => {
    assert.equal(whatRuns(node('group', 'extension', log)), undefined);
    assert.equal(whatRuns(node('group', 'extension')), undefined);
  });

  it('the view of running tasks shows standing groups beside what runs, and no empty groups', () => {
    const machine = node('group', 'machine sample', node('process', 'qemu'), node('group', 'ports'));
    const shown = whatRuns(
      node('group', 'extension', log, machine, node('group', 'machines', node('group', 'x'))),
    );
    assert.deepEqual(
      shown,
      node('group', 'extension', log, node('group', 'machine sample', node('process', 'qemu'))),
    );
  });

  it('the view of running tasks shows whatever was left behind, even a single loop', () => {
    const left = node('loop', 'forgotten');
    assert.deepEqual(whatRuns(node('group', 'extension', left))?.children, [left]);
    const group = node('group', 'machines', node('loop', 'forgotten'));
    assert.deepEqual(whatRuns(node('group', 'extension', log, group))?.children, [log, group]);
  });

  it('the view of running tasks counts what is in it', () => {
    const tree = node('group', 'extension', log, node('process', 'qemu', node('loop', 'a')));
    assert.deepEqual([...countKinds(tree)].sort(), [
      ['group', 1],
      ['loop', 2],
      ['process', 1],
    ]);
  });
});
