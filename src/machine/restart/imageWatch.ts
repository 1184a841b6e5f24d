import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import type { Disposable } from '../../concurrency/event';
import { Gate } from '../../concurrency/gate';
import { delay } from '../../concurrency/timeout';
import type { ResolvedConfiguration } from '../../config/resolved';

/** A linker writes a file in pieces: one that has not changed for this long is whole. In milliseconds. */
const SETTLED_MS = 400;

type Images = Pick<ResolvedConfiguration, 'kernel' | 'initrd' | 'bios' | 'dtb' | 'cdrom' | 'fda' | 'drives'>;

/** The files that a build writes and the machine only reads. A disk that its guest writes changes all the time. */
export function imagesOf({ kernel, initrd, bios, dtb, cdrom, fda, drives }: Images): string[] {
  const read = drives.filter(({ readonly, snapshot }) => readonly === true || snapshot === true);
  const files = [kernel, initrd, bios, dtb, cdrom, fda, ...read.map(({ file }) => file)];
  // Firmware may be a name that QEMU looks up itself.
  return [...new Set(files.filter((file) => file !== undefined && isAbsolute(file)))] as string[];
}

/** A watch over files, from when it is made on. Their folders are watched, since builds replace files. */
export class ImageWatch implements Disposable {
  private readonly watchers: FSWatcher[] = [];
  private readonly touched = new Gate('a folder of an image changed');

  private constructor(
    private readonly files: readonly string[],
    private readonly before: readonly string[],
    private readonly settledMs: number,
  ) {}

  /** @throws when a folder cannot be watched. */
  static async begin(files: readonly string[], settledMs = SETTLED_MS): Promise<ImageWatch> {
    const made = new ImageWatch(files, await stampsOf(files), settledMs);
    try {
      for (const folder of new Set(files.map((file) => dirname(file)))) made.watch(folder);
      return made;
    } catch (error) {
      made.dispose();
      throw error;
    }
  }

  /** The path of a file that is another one than at the beginning, once it is whole. @throws `signal.reason` on abort. */
  async rewritten(signal: AbortSignal): Promise<string> {
    // Something may have been written between the first look and the watch.
    for (;;) {
      this.touched.close();
      const changed = await settledChange(this.files, this.before, this.settledMs, signal);
      if (changed !== undefined) return changed;
      await this.touched.wait(signal);
    }
  }

  dispose(): void {
    for (const watcher of this.watchers) watcher.close();
  }

  private watch(folder: string): void {
    const touch = (): void => this.touched.open();
    // What goes wrong later, such as the folder's end, is found by looking.
    this.watchers.push(watch(folder, touch).on('error', touch));
  }
}

async function settledChange(
  files: readonly string[],
  before: readonly string[],
  settledMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let now = await stampsOf(files); ;) {
    if (now.every((stamp, index) => stamp === before[index])) return undefined;
    await delay(settledMs, signal);
    const later = await stampsOf(files);
    const isSettled = later.every((stamp, index) => stamp === now[index]);
    const changed = files.find((_, index) => later[index] !== before[index] && later[index] !== MISSING);
    // A build that has removed its file will write it.
    if (isSettled) return later.includes(MISSING) ? undefined : changed;
    now = later;
  }
}

const MISSING = '';

/** What tells a file from the one that was there before; an empty one is as good as none. */
function stampsOf(files: readonly string[]): Promise<string[]> {
  return Promise.all(
    files.map(async (file) => {
      const found = await stat(file).catch(() => undefined);
      return found === undefined || found.size === 0
        ? MISSING
        : `${found.ino} ${found.size} ${found.mtimeMs}`;
    }),
  );
}
