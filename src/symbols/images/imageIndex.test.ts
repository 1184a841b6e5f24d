import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { NEVER } from '../../concurrency/timeout';
import { ImageIndex } from './imageIndex';

describe('the files with symbols under some directories', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-images-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const lay = async (...paths: string[]): Promise<void> => {
    for (const path of paths) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), '');
    }
  };
  const index = (...places: string[]): Promise<ImageIndex> =>
    ImageIndex.of(places.length > 0 ? places.map((place) => join(folder, place)) : [folder], NEVER);
  const shown = (path: string | undefined): string | undefined => path && relative(folder, path);

  it('files with symbols are found by what the log calls them, in whichever spelling and depth', async () => {
    await lay('a/b/snd-pcm.ko', 'Build/Shell.debug', 'Build/Shell.efi', 'optee/tee.elf', 'linux/vmlinux');
    const files = await index();
    assert.deepEqual(
      [
        files.fileOf({ kind: 'linux-module', name: 'snd_pcm' }),
        files.fileOf({ kind: 'edk2', name: 'Shell' }),
        files.fileOf({ kind: 'optee', name: 'tee' }),
        files.fileOf({ kind: 'linux', name: 'kernel' }),
        files.fileOf({ kind: 'own', name: 'nothing' }),
      ].map(shown),
      ['a/b/snd-pcm.ko', 'Build/Shell.debug', 'optee/tee.elf', 'linux/vmlinux', undefined],
    );
  });

  it('files with symbols are found by their build id before their name', async () => {
    await lay('store/.build-id/ab/cdef0123456789.debug', 'app');
    const files = await index();
    const load = { kind: 'markup', name: 'app' } as const;
    assert.equal(
      shown(files.fileOf({ ...load, buildId: 'abcdef0123456789' })),
      'store/.build-id/ab/cdef0123456789.debug',
    );
    assert.equal(shown(files.fileOf({ ...load, buildId: '../../etc/passwd' })), 'app');
  });

  it('files with symbols are those of the first place that has one, and a place may be a file', async () => {
    await lay('one/x.elf', 'two/x.elf');
    assert.equal(shown((await index('two/x.elf', 'one')).fileOf({ kind: 'own', name: 'x' })), 'two/x.elf');
    assert.equal(shown((await index('nowhere', 'one')).fileOf({ kind: 'own', name: 'x' })), 'one/x.elf');
  });

  it('files with symbols are not looked for behind links, which may lead in a circle', async () => {
    await lay('a/x.elf');
    await symlink(folder, join(folder, 'a/circle'));
    assert.equal((await index()).complete, true);
  });
});
