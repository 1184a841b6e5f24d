import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import { guard } from '../../../test/support/until';
import { ImageWatch, imagesOf } from './imageWatch';

/** In milliseconds. */
const SOON = 20;

describe('the watch over images', () => {
  let folder: string;
  const watches: ImageWatch[] = [];
  const file = (name: string): string => join(folder, name);
  const begin = async (...names: string[]): Promise<ImageWatch> => {
    const watch = await ImageWatch.begin(names.map(file), SOON);
    watches.push(watch);
    return watch;
  };
  const seen = (watch: ImageWatch): Promise<string> => watch.rewritten(guard());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-images-'));
    for (const name of ['kernel', 'initrd']) await writeFile(file(name), 'old');
  });
  afterEach(async () => {
    for (const watch of watches.splice(0)) watch.dispose();
    await rm(folder, { recursive: true });
  });

  it('the watch ends with the file that was written', async () => {
    const watch = await begin('kernel', 'initrd');
    await writeFile(file('other'), 'x');
    await writeFile(file('initrd'), 'newer');
    assert.equal(await seen(watch), file('initrd'));
  });

  it('the watch sees a file that was replaced, and one of the same size that is newer', async () => {
    const replaced = await begin('kernel');
    await rm(file('kernel'));
    await writeFile(file('made'), 'new');
    await rename(file('made'), file('kernel'));
    assert.equal(await seen(replaced), file('kernel'));
    const touched = await begin('initrd');
    await utimes(file('initrd'), 1, 1);
    assert.equal(await seen(touched), file('initrd'));
  });

  it('the watch waits for a file that is empty or gone, and ends when it is told to', async () => {
    const watch = await begin('kernel');
    const changed = seen(watch);
    await writeFile(file('kernel'), '');
    await rm(file('kernel'));
    await writeFile(file('kernel'), 'n');
    await appendFile(file('kernel'), 'ew');
    assert.equal(await changed, file('kernel'));
    assert.equal(await readFile(file('kernel'), 'utf8'), 'new');
    const controller = new AbortController();
    const waiting = (await begin('kernel')).rewritten(controller.signal);
    controller.abort(new Error('told'));
    await assert.rejects(waiting, /told/);
  });

  it('only what a machine reads and a build writes is watched', () => {
    const config = resolveConfiguration({
      type: 'qemu',
      kernel: '/k/vmlinux',
      initrd: '/k/initrd',
      bios: 'bios-256k.bin',
      drives: [
        '/d/disk.img',
        { file: '/d/boot.img', snapshot: true },
        { file: '/d/rom.img', readonly: true },
      ],
    });
    const files = imagesOf(config);
    assert.ok(!files.includes('/d/disk.img'));
    assert.deepEqual(
      files.filter((path) => !path.includes('bios')),
      ['/k/vmlinux', '/k/initrd', '/d/boot.img', '/d/rom.img'],
    );
  });
});
