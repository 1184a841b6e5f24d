import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/support/until';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import { isStillRunning, type ProcessId } from '../processes/processIdentity';
import { Guard } from './guard';

const LOG = new Logger(() => undefined, 'test');

describe('the guard', () => {
  let folder: string;
  let machine: string;
  let tasks: TaskGroup;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guard-'));
    machine = join(folder, 'machine');
    await mkdir(machine);
    await writeFile(join(folder, 'guard.js'), '');
    tasks = new TaskGroup('test');
  });
  afterEach(async () => {
    await tasks.close();
    await rm(folder, { recursive: true });
  });

  function guard(): Guard {
    return new Guard(tasks, LOG, [process.execPath], join(folder, 'guard.js'), folder);
  }

  function pid(): number | undefined {
    const node = tasks.snapshot().children.find(({ name, kind }) => name === 'guard' && kind === 'process');
    return node && Number(/pid (\d+)/.exec(node.detail ?? '')?.[1]);
  }

  it('the guard is there once it is held, is one for all, and goes with the last', async () => {
    const it = guard();
    const [one, two] = await Promise.all([it.hold(), it.hold()]);
    const first = pid();
    assert.ok(first !== undefined);
    await one();
    assert.equal(pid(), first);
    await two();
    assert.equal(pid(), undefined);
  });

  it('the guard is replaced if it is killed while it is held', async () => {
    const it = guard();
    await it.hold();
    const first = pid() ?? 0;
    process.kill(first, 'SIGKILL');
    await until('another guard runs', () => pid() !== undefined && pid() !== first);
  });

  it('the guard refuses to be held if it cannot be started, with what to do', async () => {
    const it = new Guard(tasks, LOG, ['x'], join(folder, 'a\0b'), folder);
    await assert.rejects(it.hold(), { name: 'StartError', hint: /Close programs/ });
  });

  it('the guard makes FIFOs that only their owner can open, whatever their folder is called, and says why it cannot', async () => {
    const base = join(folder, ' a\n $(id) "b" *');
    await mkdir(join(base, 'one'), { recursive: true });
    await mkdir(join(base, 'two'));
    const it = new Guard(tasks, LOG, [process.execPath], join(folder, 'guard.js'), base);
    await it.hold();
    await Promise.all([
      it.makeFifos([join(base, 'one', 'a.in'), join(base, 'one', 'b.in')]),
      assert.rejects(it.makeFifos([join(base, 'nowhere', 'c.in')]), /nowhere/),
      it.makeFifos([join(base, 'two', 'd.in')]),
    ]);
    for (const path of ['one/a.in', 'one/b.in', 'two/d.in']) {
      const status = statSync(join(base, path));
      assert.deepEqual([status.isFIFO(), status.mode & 0o777], [true, 0o600], path);
    }
    await assert.rejects(it.makeFifos([join(base, 'one', 'b.in')]), /mkfifo: .*b\.in.*File exists/);
  });

  it('the guard says what to install where mkfifo is not', async () => {
    const { PATH } = process.env;
    process.env['PATH'] = folder;
    try {
      const it = guard();
      await it.hold();
      await assert.rejects(it.makeFifos([join(machine, 'a.in')]), /cannot start mkfifo: .*install coreutils/);
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  it('the guard that is killed before it has made FIFOs lets nobody wait', async () => {
    const it = guard();
    await it.hold();
    const first = pid() ?? 0;
    process.kill(first, 'SIGSTOP');
    const refused = assert.rejects(it.makeFifos([join(machine, 'a.in')]), /has ended/);
    process.kill(first, 'SIGKILL');
    await refused;
    await until('another guard runs', () => pid() !== undefined && pid() !== first);
    await it.makeFifos([join(machine, 'a.in')]);
  });

  it('the guard ends with its group', async () => {
    await guard().hold();
    const id: ProcessId = { pid: pid() ?? 0, identity: 'any' };
    await tasks.close();
    assert.equal(await isStillRunning(id), false);
    assert.equal(pid(), undefined);
  });
});
