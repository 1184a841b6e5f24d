import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isStillRunning } from '../processes/processIdentity';
import { StartError } from '../errors/startErrors';
import { baseDirectory, chosenBase, ensurePrivate } from './baseDirectory';
import { MachineDirectory, removeDirectory } from './machineDirectory';
import { makerOf, readOwner } from './owner';

describe('the base directory', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'directory-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('the base directory is made for this user alone, and found again', async () => {
    const base = await baseDirectory([folder]);
    assert.equal((await stat(base)).mode & 0o777, 0o700);
    assert.equal(await baseDirectory([folder]), base);
  });

  it('the base directory is refused if others can look inside it or have made it', async () => {
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
      const others = join(folder, 'others');
      await mkdir(others, { mode: 0o700 });
      await chown(others, 12_345, 12_345);
      await assert.rejects(ensurePrivate(others), /not a private directory/);
    }
  });

  it('the base directory is not where socket paths would be too long, "%" cannot be escaped, or a name is not UTF-8', async () => {
    for (const parent of ['x'.repeat(100), '100%', 'a\ufffdb']) {
      const unusable = join(folder, parent);
      assert.equal(join(await baseDirectory([unusable, folder]), '..'), folder);
      await assert.rejects(chosenBase(unusable), StartError);
      await assert.rejects(baseDirectory([unusable]), /no temporary directory/);
    }
  });

  it('the base directory is the next one if the first is missing, and the error names the first if there is none', async () => {
    const missing = join(folder, 'missing');
    assert.equal(join(await baseDirectory([missing, folder]), '..'), folder);
    await assert.rejects(baseDirectory([missing, join(folder, 'too')]), /missing.*ENOENT/);
  });
});

describe('a machine’s directory', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'directory-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('a machine’s directory says who made it, from the beginning', async () => {
    const directory = await MachineDirectory.create(folder);
    const name = basename(directory.path);
    const maker = makerOf(name);
    assert.equal(maker?.pid, process.pid);
    assert.ok(await isStillRunning(maker));
    assert.equal(readOwner(directory.file('owner'), name)?.identity, maker.identity);
    assert.equal(makerOf('something-else'), undefined);
    await directory.remove();
    assert.deepEqual(await readdir(folder), []);
  });

  it('a machine’s directory is removed with everything in it, links left alone', async () => {
    const directory = await MachineDirectory.create(folder);
    const kept = join(folder, 'kept');
    await writeFile(kept, 'text');
    await mkdir(directory.file('deep'));
    await writeFile(directory.file('deep/file'), 'text');
    await symlink(folder, directory.file('link'));
    assert.equal(await removeDirectory(directory.path), true);
    assert.deepEqual(await readdir(folder), ['kept']);
    assert.equal(await removeDirectory(directory.path), true, 'again');
  });

  it('only a machine’s directory can be removed: not a folder of another name, a copy, or one that others can enter', async () => {
    const ours = await MachineDirectory.create(folder);
    const name = basename(ours.path);
    const elsewhere = join(folder, 'elsewhere');
    const copy = join(folder, name.replace(/......$/, '000000'));
    for (const path of [elsewhere, copy]) {
      await mkdir(path, { mode: 0o700 });
      await writeFile(join(path, 'owner'), JSON.stringify({ name, host: '', boot: '', pidNamespace: '' }));
      await writeFile(join(path, 'file'), 'text');
    }
    const link = join(folder, name.replace(/......$/, '111111'));
    await symlink(elsewhere, link);
    for (const path of [elsewhere, copy, link]) assert.equal(await removeDirectory(path), false, path);
    await chmod(ours.path, 0o755);
    assert.equal(await removeDirectory(ours.path), false, 'open to others');
    assert.deepEqual((await readdir(elsewhere)).sort(), ['file', 'owner']);
  });

  it('a machine’s directory is removed if it is still empty, as a crash may leave it', async () => {
    const path = join(folder, `${process.pid.toString(36)}-1-abcdef`);
    await mkdir(path, { mode: 0o700 });
    await writeFile(join(path, 'owner'), '');
    assert.equal(await removeDirectory(path), true);
  });
});
