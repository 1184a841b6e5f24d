import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { ElfError } from './elfError';

/** Bytes with a known end, in a file or in memory. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * Reads part of it; what lies beyond the end is left out.
   * @param offset Where to start, in bytes.
   * @param length How much, in bytes.
   */
  read(offset: number, length: number): Promise<Buffer>;
}

export function bytesIn(buffer: Buffer): ByteSource {
  return {
    size: buffer.length,
    read: (offset, length) => Promise.resolve(buffer.subarray(offset, offset + length)),
  };
}

/**
 * Opens a file for the time that `work` takes.
 * @throws the file system's error when it cannot be read. A FIFO or a character device is refused: opening one may
 * block for ever.
 */
export async function withFile<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  mustHoldBytes(path, await stat(path));
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await work({ size, read: (offset, length) => readPart(file, offset, Math.min(length, size)) });
  } finally {
    await file.close();
  }
}

function mustHoldBytes(path: string, found: Stats): void {
  if (found.isFile()) return;
  const code = found.isDirectory() ? 'EISDIR' : 'EINVAL';
  throw Object.assign(new Error(`${code}: ${path} is not a regular file`), { code });
}

async function readPart(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/**
 * Reads all of a range.
 * @param most The most bytes that such a range may have.
 * @throws {ElfError} when it is larger than that, or reaches beyond the end.
 */
export async function readExactly(
  source: ByteSource,
  what: string,
  range: { readonly offset: bigint; readonly size: bigint },
  most: number,
): Promise<Buffer> {
  const { offset, size } = range;
  if (size > BigInt(most))
    throw new ElfError('too-large', `${what} has ${size} bytes; ${most} are the limit`);
  if (offset + size > BigInt(source.size))
    throw new ElfError('truncated', `${what} lies beyond the end of the file`);
  const bytes = await source.read(Number(offset), Number(size));
  // The file may have become shorter since.
  if (bytes.length < Number(size)) throw new ElfError('truncated', `${what} ends early`);
  return bytes;
}
