import assert from 'node:assert/strict';
import type { TaskSnapshot } from './taskTree';
import { renderTaskTree } from './taskTreeText';

function node(kind: TaskSnapshot['kind'], name: string, more: Partial<TaskSnapshot> = {}): TaskSnapshot {
  return { kind, name, ageMs: 5, children: [], ...more };
}

describe('renderTaskTree', () => {
  it('renderTaskTree draws the tree, and beside it what each node is about', () => {
    const tree = node('group', 'extension', {
      detail: 'pid 1',
      children: [
        node('group', 'sample', {
          waitingFor: 'process qemu to end',
          waitingMs: 40,
          children: [
            node('process', 'qemu', { detail: 'pid 4711' }),
            node('thread', 'serial', {
              detail: 'thread 2',
              children: [node('loop', 'read serial0', { waitingFor: 'bytes', waitingMs: 1234 })],
            }),
            node('queue', 'transmit', { detail: '3 of 64' }),
          ],
        }),
        node('loop', 'log merger'),
      ],
    });
    assert.equal(
      renderTaskTree(tree),
      [
        'group extension             pid 1',
        '├─ group sample             waits for process qemu to end for 40 ms',
        '│  ├─ process qemu          pid 4711',
        '│  ├─ thread serial         thread 2',
        '│  │  └─ loop read serial0  waits for bytes for 1.2 s',
        '│  └─ queue transmit        3 of 64',
        '└─ loop log merger          works',
      ].join('\n'),
    );
  });

  it('renderTaskTree puts detail and state side by side', () => {
    const loop = node('loop', 'l', { detail: '3 kB', waitingFor: 'x', waitingMs: 5 });
    assert.equal(renderTaskTree(loop), 'loop l  3 kB · waits for x for 5 ms');
    assert.equal(renderTaskTree(node('group', 'g')), 'group g');
  });

  it('renderTaskTree writes spans of time so that they can be read', () => {
    const state = (waitingMs: number): string =>
      renderTaskTree(node('loop', 'l', { waitingFor: 'x', waitingMs })).replace(/.*for /, '');
    assert.deepEqual([0, 999, 1000, 59_900, 60_000, 3_599_000, 5_400_000].map(state), [
      '0 ms',
      '999 ms',
      '1.0 s',
      '59.9 s',
      '1 min',
      '59 min',
      '1.5 h',
    ]);
  });

  it('renderTaskTree keeps a row one row, and columns straight under wide signs', () => {
    const tree = node('group', 'g', { children: [node('task', 'a\nb\u2028c'), node('task', '😀')] });
    assert.equal(renderTaskTree(tree), 'group g\n├─ task a b c  works\n└─ task 😀      works');
  });
});
