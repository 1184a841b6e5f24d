/**
 * A write may take a part of the bytes, as on a disk that becomes full, and tells it in its result only. The next one has the error.
 * @module
 */
import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Writes all of `bytes`. @param position The file's offset of the first, in bytes. @throws the system's error. */
export async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;)
    at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
}

/** Writes all of `bytes` where the file is. @throws the system's error, perhaps when a part is written. */
export function writeWholeSync(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
