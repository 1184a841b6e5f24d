import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

/** A file on its way to a guest: read piece by piece, so that its size does not matter. */
export interface FileToSend {
  readonly name: string;
  /** In bytes, when it was opened. */
  readonly size: number;
  /** Its content in order, in pieces of `bytes`; the last one may be shorter. */
  pieces(bytes: number): AsyncIterable<Uint8Array>;
}

/**
 * Opens a file for the time of `work`.
 * @throws when it cannot be read; what `work` throws.
 */
export async function withFile(path: string, work: (file: FileToSend) => Promise<void>): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    await work({ name: basename(path), size, pieces: (bytes) => piecesOf(handle, bytes) });
  } finally {
    await handle.close();
  }
}

async function* piecesOf(handle: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const piece = new Uint8Array(bytes);
    let length = 0;
    // A read may give less than there is; a block of a protocol has to be full.
    for (let got = -1; got !== 0 && length < bytes; length += got)
      got = (await handle.read(piece, length, bytes - length, at + length)).bytesRead;
    if (length === 0) return;
    at += length;
    yield piece.subarray(0, length);
  }
}
