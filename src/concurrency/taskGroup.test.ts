import assert from 'node:assert/strict';
import { aborted } from '../../test/support/aborted';
import { obedient, stoppable } from '../../test/support/concurrency/tasks';
import { CancelledError } from './abort';
import { Gate } from './gate';
import { LeakError, TaskGroup } from './taskGroup';

const never = new Promise<never>(() => undefined);

describe('TaskGroup', () => {
  it('a group gives a task’s result to its caller', async () => {
    const group = new TaskGroup('g');
    assert.equal(await group.run('t', () => Promise.resolve(7)), 7);
    await group.close();
    assert.equal(group.failure, undefined);
  });

  it('close() cancels the group’s tasks and loops and waits for them, however often it is called', async () => {
    const group = new TaskGroup('g');
    const log: string[] = [];
    void group.run('task', obedient(log, 'task'));
    const loop = group.loop('loop', ({ signal }) => aborted(signal));
    assert.equal(group.close(), group.close());
    await group.close();
    await loop;
    assert.deepEqual(log, ['task']);
    assert.deepEqual(group.snapshot().children, []);
  });

  it('a group ends in order: child groups, then what it adopted, each newest first, then its own tasks', async () => {
    const log: string[] = [];
    const group = new TaskGroup('g');
    void group.run('own', obedient(log, 'own'));
    group.adopt('process', 'p1', stoppable(log, 'p1'));
    group.adopt('thread', 'p2', stoppable(log, 'p2'));
    for (const name of ['c1', 'c2']) {
      const child = group.group(name);
      void child.run('t', obedient(log, `${name} task`));
      child.adopt('process', 'p', stoppable(log, `${name} process`));
    }
    await group.close();
    assert.deepEqual(log, ['c2 process', 'c2 task', 'c1 process', 'c1 task', 'p2', 'p1', 'own']);
  });

  it('a group that is told otherwise goes on when a task or loop fails, and says which', async () => {
    const told: string[] = [];
    const group = new TaskGroup('g', undefined, undefined, (what, error) =>
      told.push(`${what}: ${String(error)}`),
    );
    const other = group.run('other', ({ signal }) => aborted(signal));
    await assert.rejects(
      group.run('bad', () => Promise.reject(new Error('one'))),
      /one/,
    );
    await assert.rejects(
      group.loop('turns', () => Promise.reject(new Error('two'))),
      /two/,
    );
    await assert.rejects(group.run('over', () => Promise.reject(new CancelledError())));
    assert.deepEqual(
      [told, group.failure, group.signal.aborted],
      [['bad: Error: one', 'turns: Error: two'], undefined, false],
    );
    assert.equal(await group.run('later', () => Promise.resolve(7)), 7);
    await group.close();
    await assert.rejects(other, CancelledError);
    assert.equal(told.length, 2);
  });

  it('a group cancels the rest at the first failure, keeps that one, and tells once', async () => {
    const group = new TaskGroup('g');
    const log: string[] = [];
    const told: Error[] = [];
    group.onDidFail((error) => {
      assert.ok(group.signal.aborted);
      told.push(error);
    });
    void group.run('other', obedient(log, 'other'));
    void group.run('follows', async ({ signal }) => {
      await aborted(signal).catch(() => undefined);
      throw new Error('second');
    });
    const first = group.run('bad', async () => {
      await new Promise(setImmediate);
      throw new Error('first');
    });
    await assert.rejects(first, /first/);
    await group.close();
    assert.deepEqual(log, ['other']);
    assert.match(String(group.failure), /first/);
    assert.deepEqual(told, [group.failure]);
  });

  it('a group takes what is thrown for a failure even when it is no Error, or is thrown at once', async () => {
    const group = new TaskGroup('g');
    await assert.rejects(
      group.run('sync', () => {
        throw new TypeError('at once');
      }),
      TypeError,
    );
    assert.match(String(group.failure), /at once/);
    await group.close();
    const other = new TaskGroup('h');
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what others' code may do
    await other.run('text', () => Promise.reject('just text')).catch(() => undefined);
    assert.equal(other.failure?.message, 'just text');
    await other.close();
  });

  it('a group does not take cancelling for a failure', async () => {
    const group = new TaskGroup('g');
    await assert.rejects(
      group.run('t', () => Promise.reject(new CancelledError())),
      CancelledError,
    );
    assert.equal(group.failure, undefined);
    assert.ok(!group.signal.aborted);
    await group.close();
  });

  it('a group leaves no rejection unhandled when nobody looks at results, failures or leaks', async () => {
    const group = new TaskGroup('g');
    void group.run('bad', () => Promise.reject(new Error('bad')));
    void group.loop('bad loop', () => Promise.reject(new Error('bad')));
    group.daemon('bad daemon', () => Promise.reject(new Error('bad')));
    group.daemon('worse daemon', () => {
      throw new Error('at once');
    });
    const leaked = new TaskGroup('leaked');
    const told = new Promise((resolve) => leaked.onDidFail(resolve));
    void leaked.run('deaf', () => never);
    void leaked.close(10);
    void leaked.run('late', () => Promise.resolve());
    assert.ok((await told) instanceof LeakError);
    await group.close();
    await new Promise(setImmediate);
  });

  it('a group closes while it fails, and fails while it closes', async () => {
    const group = new TaskGroup('g');
    const gate = new Gate('go');
    const failing = group.run('bad', async () => {
      await gate.wait(new AbortController().signal);
      throw new Error('in the middle');
    });
    group.adopt('process', 'slow', {
      stopped: failing.catch(() => undefined),
      stop: async () => {
        gate.open();
        await failing.catch(() => undefined);
      },
    });
    await group.close();
    assert.match(String(group.failure), /in the middle/);
    assert.equal(group.signal.reason, group.failure);
  });

  it('a group may be closed again by what is told to end', async () => {
    const group = new TaskGroup('g');
    let again: Promise<void> | undefined;
    group.signal.addEventListener('abort', () => {
      again = group.close();
    });
    const closed = group.close();
    await closed;
    assert.equal(again, closed);
  });

  it('a group takes nothing new once it closes or has failed', async () => {
    const group = new TaskGroup('g');
    await group.close();
    await assert.rejects(
      group.run('late', () => assert.fail()),
      CancelledError,
    );
    await assert.rejects(
      group.loop('late', () => assert.fail()),
      CancelledError,
    );
    assert.throws(() => group.group('late'), CancelledError);
    assert.throws(() => group.daemon('late', () => assert.fail()), CancelledError);
    const failed = new TaskGroup('failed');
    await failed.run('bad', () => Promise.reject(new Error('bad'))).catch(() => undefined);
    await assert.rejects(
      failed.run('late', () => assert.fail()),
      /bad/,
    );
    await failed.close();
  });

  it('a group stops what it is asked to adopt too late', async () => {
    const log: string[] = [];
    const closed = new TaskGroup('closed');
    await closed.close();
    const late = stoppable(log, 'after the end');
    assert.throws(() => closed.adopt('process', 'p', late), CancelledError);
    await late.stopped;
    const closing = new TaskGroup('closing');
    void closing.run('spawns', async ({ signal }) => {
      await aborted(signal).catch(() => undefined);
      closing.adopt('process', 'p', stoppable(log, 'while closing'));
    });
    await closing.close();
    assert.deepEqual(log, ['after the end', 'while closing']);
  });

  it('a group does not stop twice what has ended by itself, and forgets it', async () => {
    const group = new TaskGroup('g');
    group.adopt('process', 'p', { stopped: Promise.resolve(), stop: () => assert.fail() });
    await new Promise(setImmediate);
    assert.deepEqual(group.snapshot().children, []);
    await group.close();
  });

  it('a group goes on closing when something cannot be stopped', async () => {
    const log: string[] = [];
    const group = new TaskGroup('g');
    group.adopt('process', 'good', stoppable(log, 'good'));
    group.adopt('process', 'bad', { stopped: Promise.resolve(), stop: () => Promise.reject(new Error('x')) });
    await group.close();
    assert.deepEqual(log, ['good']);
  });
});

describe('TaskGroup inside another', () => {
  it('a group inside another is aborted by its parent’s failure, and its parent’s close() waits for it', async () => {
    const log: string[] = [];
    const parent = new TaskGroup('parent');
    const child = parent.group('child');
    void child.run('t', obedient(log, 'child task'));
    child.adopt('process', 'p', stoppable(log, 'child process'));
    await parent.run('bad', () => Promise.reject(new Error('bad'))).catch(() => undefined);
    assert.ok(child.signal.aborted);
    assert.equal(child.failure, undefined, 'it is not the child that failed');
    await parent.close();
    assert.deepEqual([...log].sort(), ['child process', 'child task']);
  });

  it('a group inside another keeps its failure to itself', async () => {
    const parent = new TaskGroup('parent');
    const child = parent.group('child');
    await child.run('bad', () => Promise.reject(new Error('bad'))).catch(() => undefined);
    assert.ok(child.failure);
    assert.equal(parent.failure, undefined);
    assert.ok(!parent.signal.aborted);
    await parent.close();
  });

  it('a group inside another leaves its parent when it is closed', async () => {
    const parent = new TaskGroup('parent');
    const child = parent.group('child');
    assert.deepEqual(
      parent.snapshot().children.map(({ kind, name }) => [kind, name]),
      [['group', 'child']],
    );
    await child.close();
    assert.deepEqual(parent.snapshot().children, []);
    await parent.close();
  });
});

describe('TaskGroup.onDidChangeLoop', () => {
  it('onDidChangeLoop tells of loops in the group and below, and why one failed', async () => {
    const group = new TaskGroup('outer');
    const told: string[] = [];
    group.onDidChangeLoop(({ loop, running, error }) =>
      told.push(`${loop} ${running ? 'begins' : 'ends'}${error ? `: ${error.message}` : ''}`),
    );
    const inner = group.group('inner');
    void group.loop('a', ({ signal }) => aborted(signal));
    await assert.rejects(inner.loop('b', () => Promise.reject(new Error('no'))));
    await group.close();
    assert.deepEqual(told, ['a begins', 'b begins', 'b ends: no', 'a ends']);
  });
});

describe('TaskGroup.snapshot', () => {
  it('snapshot() shows everything that lives in a group, what it waits for, and for how long', async () => {
    const group = new TaskGroup('extension', undefined, () => 'pid 1');
    const gate = new Gate('green');
    void group.loop('pausable', () => Promise.resolve(), gate);
    void group.run('waits', ({ signal }) => aborted(signal));
    void group.run('says', (context) => context.waitFor('a bus', aborted(context.signal)));
    group.daemon('daemon', ({ signal }) => aborted(signal).catch(() => undefined));
    const inner = [{ name: 'inner', kind: 'loop', ageMs: 1, children: [] }] as const;
    group.adopt('thread', 'serial', stoppable([], 'x'), { detail: () => 'thread 2', inner: () => inner });
    const queue = group.watch('queue', 'transmit', () => '3 of 64');
    const shape = (): unknown[] =>
      group.snapshot().children.map((node) => [node.kind, node.name, node.waitingFor ?? node.detail ?? '']);
    assert.deepEqual(shape(), [
      ['thread', 'serial', 'thread 2'],
      ['loop', 'pausable', 'gate "green"'],
      ['task', 'waits', ''],
      ['task', 'says', 'a bus'],
      ['daemon', 'daemon', ''],
      ['queue', 'transmit', '3 of 64'],
    ]);
    assert.equal(group.snapshot().children[0]?.children, inner);
    assert.equal(group.snapshot().detail, 'pid 1');
    queue.dispose();
    assert.equal(shape().length, 5);
    await group.close();
  });

  it('snapshot() says what close() waits for', async () => {
    const group = new TaskGroup('g');
    group.adopt('process', 'qemu', { stopped: never, stop: () => never });
    const closed = group.close(50);
    await new Promise(setImmediate);
    assert.equal(group.snapshot().waitingFor, 'process qemu to end');
    await assert.rejects(closed, LeakError);
  });
});
