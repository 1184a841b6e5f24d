import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../../log/writeWhole';

export interface DiskSpace {
  /** For this user; what is reserved for others is not counted. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Whether a write succeeds now: a quota may be used up although the disk is not. */
  readonly writable: boolean;
}

/** Large enough to need a block of its own. */
const PROBE_BYTES = 65_536;

/** The space on the disk of a directory in which we may write. @throws the system's error. */
export async function diskSpace(directory: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(directory);
  const writable = await canWrite(join(directory, `.qsd-probe-${process.pid}`));
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, writable };
}

async function canWrite(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await writeWhole(file, Buffer.alloc(PROBE_BYTES, 1), 0);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return !['ENOSPC', 'EDQUOT'].includes(code);
  } finally {
    await rm(path, { force: true });
  }
}
