import { closeSync, openSync, readSync } from 'node:fs';

/** Read at once, in bytes: a look is a moment's work. */
const PIECE_BYTES = 65_536;

/** Reads a spool piece by piece. Synchronous: a search thread has nothing else to do. */
export class SpoolPieces {
  private readonly fd: number;
  private readonly buffer = Buffer.allocUnsafe(PIECE_BYTES);

  /** @throws when the spool cannot be opened. */
  constructor(path: string) {
    this.fd = openSync(path, 'r');
  }

  /** The bytes from `position` on, at most up to `until`; valid until the next call, and empty if there are none. */
  read(position: number, until: number): Buffer {
    const length = readSync(this.fd, this.buffer, 0, Math.min(PIECE_BYTES, until - position), position);
    return this.buffer.subarray(0, length);
  }

  close(): void {
    closeSync(this.fd);
  }
}
