import assert from 'node:assert/strict';
import { TaskNode } from './taskTree';

function node(detail?: () => string): TaskNode {
  return new TaskNode('task', 'test', new AbortController().signal, detail);
}

describe('TaskNode', () => {
  it('a task node says what it waits for while it does, and no longer', async () => {
    const task = node();
    assert.equal(task.snapshot().waitingFor, undefined);
    let end: (value: number) => void = () => undefined;
    const wait = task.waitFor('a reply', new Promise<number>((resolve) => (end = resolve)));
    assert.equal(task.snapshot().waitingFor, 'a reply');
    assert.ok((task.snapshot().waitingMs ?? -1) >= 0);
    end(7);
    assert.equal(await wait, 7);
    assert.ok(!('waitingFor' in task.snapshot()));
  });

  it('a task node forgets a wait that fails', async () => {
    const task = node();
    await assert.rejects(task.waitFor('a failure', Promise.reject(new Error('own'))), /own/);
    assert.equal(task.snapshot().waitingFor, undefined);
  });

  it('a task node shows the youngest of several waits, in whatever order they end', async () => {
    const task = node();
    let endFirst: () => void = () => undefined;
    let endSecond: () => void = () => undefined;
    const first = task.waitFor('first', new Promise<void>((resolve) => (endFirst = resolve)));
    const second = task.waitFor('second', new Promise<void>((resolve) => (endSecond = resolve)));
    assert.equal(task.snapshot().waitingFor, 'second');
    endFirst();
    await first;
    assert.equal(task.snapshot().waitingFor, 'second');
    endSecond();
    await second;
    assert.equal(task.snapshot().waitingFor, undefined);
  });

  it('a task node asks for its detail each time, and its snapshot is plain data that crosses threads', () => {
    let count = 0;
    const task = node(() => `turn ${++count}`);
    assert.equal(task.snapshot().detail, 'turn 1');
    const snapshot = task.snapshot();
    assert.deepEqual(structuredClone(snapshot), snapshot);
    assert.deepEqual(snapshot, {
      name: 'test',
      kind: 'task',
      ageMs: snapshot.ageMs,
      detail: 'turn 2',
      children: [],
    });
  });
});
