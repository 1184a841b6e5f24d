import { closeSync, openSync, readSync } from 'node:fs';

/** Read at once, in bytes: a look is a moment's work. */
export const PIECE_BYTES = 65_536;

/** Where the piece ends that `position` is in: all readers of a file see it cut at the same places. */
export function pieceEnd(position: number): number {
  return (Math.floor(position / PIECE_BYTES) + 1) * PIECE_BYTES;
}

/** Reads a file that grows, such as a spool, piece by piece. Synchronous: the threads that do so have nothing else to do. */
export class FilePieces {
  private readonly fd: number;
  private readonly buffer = Buffer.allocUnsafe(PIECE_BYTES);

  /**
   * @param file Its path, or its descriptor, which stays the caller's.
   * @throws when the file cannot be opened.
   */
  constructor(private readonly file: string | number) {
    this.fd = typeof file === 'number' ? file : openSync(file, 'r');
  }

  /**
   * The bytes from `position` on, at most up to `until` and to the end of their piece; valid until the next call, and
   * empty if there are none.
   */
  read(position: number, until: number): Buffer {
    const end = Math.min(until, pieceEnd(position));
    const length = readSync(this.fd, this.buffer, 0, end - position, position);
    return this.buffer.subarray(0, length);
  }

  /** Those from its beginning on, up to `until`. */
  *all(until: number): Generator<Buffer> {
    for (let at = 0; at < until;) {
      const piece = this.read(at, until);
      if (piece.length === 0) return;
      at += piece.length;
      yield piece;
    }
  }

  close(): void {
    if (typeof this.file === 'string') closeSync(this.fd);
  }
}
