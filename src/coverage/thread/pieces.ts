import { readSync } from 'node:fs';

const PIECE_BYTES = 65_536;

/** The bytes of a file from its beginning on, up to an end. Each piece is valid until the next one. @throws the file system's error. */
export function* piecesOf(fd: number, end: number): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  for (let at = 0; at < end;) {
    const length = readSync(fd, buffer, 0, Math.min(PIECE_BYTES, end - at), at);
    if (length === 0) return;
    at += length;
    yield buffer.subarray(0, length);
  }
}
