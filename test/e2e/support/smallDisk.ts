import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of 4 MB that everything which comes into the temporary directory goes to, a quarter of it taken. Needs root. */
export class SmallDisk {
  private constructor(
    private readonly folder: string,
    private readonly before: string | undefined,
  ) {}

  static async mount(): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'd-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', folder]);
    await writeFile(join(folder, 'ballast'), Buffer.alloc(1 << 20, 1));
    const disk = new SmallDisk(folder, process.env['TMPDIR']);
    process.env['TMPDIR'] = folder;
    return disk;
  }

  /** Takes away what was there from the start. */
  makeSpace(): Promise<void> {
    return rm(join(this.folder, 'ballast'));
  }

  /** Nothing may use it any more. */
  async unmount(): Promise<void> {
    if (this.before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = this.before;
    await run('umount', [this.folder]);
    await rm(this.folder, { recursive: true });
  }
}
