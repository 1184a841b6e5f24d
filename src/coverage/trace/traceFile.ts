import { type ReadPosition, fstat, read } from 'node:fs';
import { promisify } from 'node:util';

const PIECE_BYTES = 1 << 20;

const statOf = promisify(fstat);
const readPiece = promisify(
  (
    fd: number,
    buffer: Buffer,
    length: number,
    position: ReadPosition,
    done: (error: Error | null, bytes: number) => void,
  ) => read(fd, buffer, 0, length, position, done),
);

/** A file that another process makes longer, opened by somebody else. */
export class TraceFile {
  private position = 0;
  private readonly buffer = Buffer.allocUnsafe(PIECE_BYTES);
  #hasHoles = false;

  /** @param fd Its descriptor, which stays the caller's. */
  constructor(private readonly fd: number) {}

  /** Whether a part was given back to the disk before it was read: a hole reads as zeros, which no log has. */
  get hasHoles(): boolean {
    return this.#hasHoles;
  }

  /**
   * Reads on up to where the file ends now. A piece is valid until the next one.
   * @throws the file system's error; `signal.reason` on abort.
   */
  async *rest(signal: AbortSignal): AsyncGenerator<Buffer> {
    const { size } = await statOf(this.fd);
    while (this.position < size) {
      signal.throwIfAborted();
      const length = Math.min(PIECE_BYTES, size - this.position);
      const bytes = await readPiece(this.fd, this.buffer, length, this.position);
      if (bytes === 0) return;
      this.position += bytes;
      const piece = this.buffer.subarray(0, bytes);
      this.#hasHoles ||= piece.includes(0);
      yield piece;
    }
  }
}
