import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SavedFiles } from './savedFiles';

describe('what is saved of a machine', () => {
  let folder: string;
  const now = (): number => Date.UTC(2026, 10, 26, 18, 57, 14);
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-saved-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('a saved file has the machine and the time in its name, whatever the machine is called', async () => {
    const files = new SavedFiles('../my kernel: 1', folder, now);
    assert.equal(
      await files.next('png'),
      join(folder, 'crashes', '.._my_kernel_1-2026-11-26T18-57-14-1.png'),
    );
    assert.equal(files.nextName(), '.._my_kernel_1-2026-11-26T18-57-14-2');
    assert.deepEqual(await readdir(folder), ['crashes']);
  });

  it('ten files and snapshots are saved, and no more', async () => {
    const files = new SavedFiles('m', folder, now);
    for (let saved = 0; saved < 9; saved++) await files.next('elf');
    files.nextName();
    await assert.rejects(files.next('elf'), /10 of them have been saved since the machine started/);
    assert.throws(() => files.nextName(), /which is the limit/);
  });

  it('a folder that cannot be made is a failure', async () => {
    await writeFile(join(folder, 'crashes'), 'a file');
    await assert.rejects(new SavedFiles('m', folder, now).next('png'), /EEXIST|ENOTDIR/);
  });
});
