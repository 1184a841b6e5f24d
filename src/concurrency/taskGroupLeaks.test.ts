import assert from 'node:assert/strict';
import { obedient, stoppable } from '../../test/support/concurrency/tasks';
import { FakeTime } from '../../test/support/fakeTime';
import { Gate } from './gate';
import { LeakError, TaskGroup } from './taskGroup';

const never = new Promise<never>(() => undefined);
const LIMIT_MS = 10;
/** The limit, and the moment that each thing gets even after it, in milliseconds. */
const ENOUGH_MS = 1000;

describe('TaskGroup.close() of what does not end', () => {
  let time: FakeTime;
  beforeEach(() => (time = FakeTime.hold()));
  afterEach(() => time.release());

  /** A close that is given a limit, which passes. */
  async function closeLate(group: TaskGroup, error: RegExp | ((error: LeakError) => true)): Promise<void> {
    await Promise.all([assert.rejects(group.close(LIMIT_MS), error), time.pass(ENOUGH_MS)]);
  }

  it('close() names the task that ignores its signal', async () => {
    const group = new TaskGroup('g');
    void group.run('deaf', () => never);
    void group.run('good', obedient([], 'good'));
    await closeLate(group, (error: LeakError) => {
      assert.deepEqual(error.leaked, ['task deaf']);
      assert.equal(error.message, 'group "g" was closed but still runs: task deaf');
      return true;
    });
    assert.ok(group.failure instanceof LeakError, 'told also where nobody waits');
  });

  it('close() names what groups and children of others leak, and still ends the rest', async () => {
    const log: string[] = [];
    const root = new TaskGroup('root');
    void root.run('own', obedient(log, 'own'));
    root.adopt('process', 'good', stoppable(log, 'good'));
    root.adopt('thread', 'stuck', { stopped: never, stop: () => Promise.resolve() });
    const child = root.group('sample');
    child.adopt('process', 'qemu', { stopped: never, stop: () => never });
    void child.run('task', obedient(log, 'child task'));
    void child.group('port').loop('read', () => never);
    await closeLate(root, (error: LeakError) => {
      assert.deepEqual(error.leaked, ['thread stuck', 'sample › process qemu', 'sample › port › loop read']);
      return true;
    });
    assert.deepEqual(log, ['child task', 'good', 'own']);
  });

  it('close() shows a leak in the tree until it ends', async () => {
    const root = new TaskGroup('root');
    const gate = new Gate('g');
    const child = root.group('child').group('grandchild');
    const late = child.run('late', () => gate.wait(new AbortController().signal));
    await closeLate(root, /still runs/);
    assert.equal(root.snapshot().children[0]?.children[0]?.children[0]?.name, 'late');
    gate.open();
    await late;
    assert.deepEqual(root.snapshot().children, []);
  });

  it('close() does not wait longer for a child group that closes at its leisure', async () => {
    const root = new TaskGroup('root');
    const child = root.group('child');
    const gate = new Gate('g');
    const late = child.run('late', () => gate.wait(new AbortController().signal));
    const own = child.close(60_000);
    await closeLate(root, /child › task late/);
    gate.open();
    await late;
    await own;
  });

  it('close() cancels daemons, and does not wait for them', async () => {
    const group = new TaskGroup('g');
    let cancelled = false;
    group.daemon('stays', ({ signal }) => {
      signal.addEventListener('abort', () => (cancelled = true));
      return never;
    });
    await group.close();
    assert.ok(cancelled);
  });

  it('close() names a task that waits for the group that it runs in, rather than hang for ever', async () => {
    const group = new TaskGroup('g');
    const wait = group.run('suicidal', () => group.close(LIMIT_MS));
    await Promise.all([assert.rejects(wait, /task suicidal/), time.pass(ENOUGH_MS)]);
  });

  it('close() ends when one of the group’s tasks asks for it and goes on its way', async () => {
    const group = new TaskGroup('g');
    const log: string[] = [];
    void group.run('other', obedient(log, 'other'));
    await group.run('last', () => {
      group.closeSoon();
      return Promise.resolve();
    });
    await group.close();
    assert.deepEqual(log, ['other']);
    assert.equal(group.failure, undefined);
  });
});
