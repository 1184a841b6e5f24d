import fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { devNull } from 'node:os';

/** A disk that takes less of a write than it is given. */
export interface SmallDisk {
  /** Bytes that a write takes at most. */
  readonly most?: number;
  /** Bytes that all writes take together; then it is full. */
  readonly room?: number;
}

/** Does `work` while files, and not the standard streams, are on such a disk. */
export async function onSmallDisk<T>(
  { most = Infinity, room = Infinity }: SmallDisk,
  work: () => T | Promise<T>,
): Promise<T> {
  let left = room;
  const taken = (length: number): number => {
    if (left <= 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const bytes = Math.min(length, most, left);
    left -= bytes;
    return bytes;
  };
  const handles = await prototypeOfHandles();
  const original = { write: Reflect.get(handles, 'write'), writeSync: Reflect.get(fs, 'writeSync') };
  handles.write = async function (
    this: FileHandle,
    bytes,
    at = 0,
    length = bytes.length - at,
    position = null,
  ) {
    return await original.write.call(this, bytes, at, taken(length), position);
  };
  const writeSync = (fd: number, bytes: Uint8Array, at = 0, length = bytes.length - at): number =>
    original.writeSync(fd, bytes, at, fd > 2 ? taken(length) : length);
  Object.assign(fs, { writeSync });
  try {
    return await work();
  } finally {
    handles.write = original.write;
    Object.assign(fs, { writeSync: original.writeSync });
  }
}

interface Handles {
  write(
    this: FileHandle,
    bytes: Uint8Array,
    at?: number,
    length?: number,
    position?: number | null,
  ): Promise<{ bytesWritten: number }>;
}

/** Its class is nowhere to be had. */
async function prototypeOfHandles(): Promise<Handles> {
  const handle = await open(devNull);
  await handle.close();
  return Object.getPrototypeOf(handle) as Handles;
}
