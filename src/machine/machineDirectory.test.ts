import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Logger } from '../log/logger';
import { baseDirectory, ensurePrivate, MachineDirectory, notedQemu, ownerOf } from './machineDirectory';
import { isStillRunning, processIdentity } from './guard/processIdentity';
import { StartError } from './startErrors';
import { sweepDirectory } from './end/sweep';

const LOG = new Logger(() => undefined, 'test');
const { signal } = new AbortController();

describe('private directories', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'directory-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are made for us alone, and found again', async () => {
    const base = await baseDirectory([folder]);
    assert.equal((await stat(base)).mode & 0o777, 0o700);
    assert.equal(await baseDirectory([folder]), base);
  });

  it('are refused when others could look inside or have made them', async () => {
    const open = join(folder, 'open');
    await mkdir(open);
    await chmod(open, 0o755);
    await assert.rejects(ensurePrivate(open), StartError);
    const link = join(folder, 'link');
    await symlink(folder, link);
    await assert.rejects(ensurePrivate(link), /not a private directory/);
    const file = join(folder, 'file');
    await writeFile(file, '');
    await assert.rejects(ensurePrivate(file), StartError);
    if (process.getuid?.() === 0) {
      const foreign = join(folder, 'foreign');
      await mkdir(foreign, { mode: 0o700 });
      const { chown } = await import('node:fs/promises');
      await chown(foreign, 12_345, 12_345);
      await assert.rejects(ensurePrivate(foreign), /not a private directory/);
    }
  });

  it('are elsewhere when socket paths would be too long', async () => {
    const long = join(folder, 'x'.repeat(100));
    assert.equal(join(await baseDirectory([long, folder]), '..'), folder);
  });

  it('know their owner', async () => {
    const directory = await MachineDirectory.create(folder);
    const owner = ownerOf(basename(directory.path));
    assert.ok(owner);
    assert.equal(owner.pid, process.pid);
    assert.ok(await isStillRunning(owner.pid, owner.identity));
    assert.equal(ownerOf('something-else'), undefined);
    await directory.noteQemu(12, '34');
    assert.deepEqual(await notedQemu(directory.path), { pid: 12, identity: '34' });
    await directory.remove();
    assert.deepEqual(await readdir(folder), []);
  });
});

describe('processIdentity', () => {
  it('is the same for the same process, and none for one that has ended', async () => {
    const child = spawn('sleep', ['60']);
    const identity = await processIdentity(child.pid!);
    assert.ok(identity !== undefined && /^\d+$/.test(identity));
    assert.equal(await processIdentity(child.pid!), identity);
    assert.equal(await isStillRunning(child.pid!, String(Number(identity) + 1)), false);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(await processIdentity(child.pid!), undefined);
  });
});

describe('sweep', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'sweep-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const DEAD = (99_999_999).toString(36);

  it('removes what the dead left, and nothing else', async () => {
    const mine = await MachineDirectory.create(folder);
    const dead = join(folder, `${DEAD}-1-abcdef`);
    // Our own pid, but not our start time: the pid was given again.
    const reused = join(folder, `${process.pid.toString(36)}-1-abcdef`);
    const other = join(folder, 'notes');
    for (const path of [dead, reused, other]) await mkdir(path);
    await writeFile(join(dead, 'ser0.out'), 'text');
    const removed = await sweepDirectory(folder, LOG, signal);
    assert.deepEqual(removed.sort(), [dead, reused].sort());
    assert.deepEqual((await readdir(folder)).sort(), [basename(mine.path), 'notes'].sort());
  });

  it('ends a process that is still the noted one, and only then', async () => {
    const left = join(folder, `${DEAD}-1-abcdef`);
    await mkdir(left);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', left]);
    const stranger = spawn('sleep', ['60']);
    const closed = once(child, 'close');
    const identity = await processIdentity(child.pid!);
    await writeFile(join(left, 'qemu.pid'), `${child.pid} ${identity}\n`);
    const foreign = join(folder, `${DEAD}-2-abcdef`);
    await mkdir(foreign);
    await writeFile(join(foreign, 'qemu.pid'), `${stranger.pid} ${await processIdentity(stranger.pid!)}\n`);
    await sweepDirectory(folder, LOG, signal);
    assert.equal((await closed)[1], 'SIGTERM');
    assert.ok(await processIdentity(stranger.pid!), 'does not have our directory in its command line');
    assert.deepEqual(await readdir(folder), []);
    stranger.kill('SIGKILL');
    await once(stranger, 'close');
  });

  it('is content with a directory that is not there', async () => {
    assert.deepEqual(await sweepDirectory(join(folder, 'none'), LOG, signal), []);
  });
});
