import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Logger } from '../../log/logger';
import { isStillRunning, processIdentity } from '../processes/processIdentity';
import { MachineDirectory } from './machineDirectory';
import { hasEnded, ownerText, readOwner } from './owner';
import { sweepDirectory } from './sweep';

const LOG = new Logger(() => undefined, 'test');
const { signal } = new AbortController();

/** No process has this pid: it is beyond Linux's limit. */
const DEAD = (99_999_999).toString(36);

describe('the sweep', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'sweep-'))));
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function left(name: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(path, { mode: 0o700 });
    await writeFile(join(path, 'owner'), ownerText(name));
    await writeFile(join(path, 'ser0.out'), 'text');
    return path;
  }

  function start(script: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
    const child = spawn('/bin/sh', ['-c', script, 'sh', ...args], {
      env: { PATH: process.env['PATH'], ...env },
    });
    children.push(child);
    return child;
  }

  it('the sweep removes what ended processes have left, and nothing else', async () => {
    const mine = await MachineDirectory.create(folder);
    const dead = await left(`${DEAD}-1-abcdef`);
    // Our own pid, but not our start time: the pid was given again.
    const reused = await left(`${process.pid.toString(36)}-1-abcdef`);
    const notes = join(folder, 'notes');
    await mkdir(notes);
    const removed = await sweepDirectory(folder, LOG, signal);
    assert.deepEqual(removed.sort(), [dead, reused].sort());
    assert.deepEqual((await readdir(folder)).sort(), [basename(mine.path), 'notes'].sort());
  });

  it('the sweep is only for one owner if told so', async () => {
    await left(`${DEAD}-1-abcdef`);
    const other = await left(`${DEAD}-2-abcdef`);
    await sweepDirectory(folder, LOG, signal, { pid: 99_999_999, identity: '1' });
    assert.deepEqual(await readdir(folder), [basename(other)]);
  });

  it('the sweep ends what was started for the directory, whatever became of it, and no process that only looks into it', async () => {
    const path = await left(`${DEAD}-1-abcdef`);
    const marked = { QEMU_SERIAL_DEBUG_DIRECTORY: path };
    // A script whose child stays when the script has gone, in a session of its own.
    const script = start('setsid sleep 1000 & echo $!', [], marked);
    const [line] = (await once(script.stdout!, 'data')) as [Buffer];
    const orphan = Number(line.toString());
    const plain = start('while :; do sleep 0.1; done', ['-D', join(path, 'qemu.log')], {});
    const open = start('exec sleep 1000 5<"$1"', [join(path, 'owner')], {});
    const reader = start('exec tail -f "$1"', [join(path, 'ser0.out')], {});
    const identity = await processIdentity(orphan);
    const closed = [plain, open].map((child) => once(child, 'close'));
    await sweepDirectory(folder, LOG, signal);
    assert.equal(await isStillRunning({ pid: orphan, identity: identity ?? '' }), false);
    for (const end of closed) assert.equal((await end)[1], 'SIGTERM');
    assert.equal(reader.exitCode ?? reader.signalCode, null);
    assert.deepEqual(await readdir(folder), []);
  });

  it('the sweep ends what ignores SIGTERM, and what is suspended', async () => {
    const path = await left(`${DEAD}-1-abcdef`);
    const marked = { QEMU_SERIAL_DEBUG_DIRECTORY: path };
    const deaf = start('trap "" TERM; echo ready; while :; do sleep 1; done', [], marked);
    await once(deaf.stdout!, 'data');
    const stopped = start('exec sleep 1000', [], marked);
    stopped.kill('SIGSTOP');
    const closed = [deaf, stopped].map((child) => once(child, 'close'));
    await sweepDirectory(folder, LOG, signal);
    assert.deepEqual(await Promise.all(closed.map(async (end) => (await end)[1] as string)), [
      'SIGKILL',
      'SIGTERM',
    ]);
  });

  it('the sweep leaves a directory whose owner may run elsewhere: another computer, another container', async () => {
    const path = await left(`${DEAD}-1-abcdef`);
    const file = join(path, 'owner');
    const name = basename(path);
    const said = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
    for (const change of [{ host: 'elsewhere' }, { pidNamespace: 'pid:[1]' }]) {
      await writeFile(file, JSON.stringify({ ...said, ...change }));
      assert.deepEqual(await sweepDirectory(folder, LOG, signal), []);
    }
    await writeFile(file, JSON.stringify({ ...said, boot: 'before', pidNamespace: 'pid:[1]' }));
    assert.equal(await hasEnded(readOwner(file, name)!), true, 'the computer was started again');
  });

  it('the sweep accepts that there is no base directory', async () => {
    assert.deepEqual(await sweepDirectory(join(folder, 'none'), LOG, signal), []);
  });
});
