import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { Disposable } from '../../../concurrency/event';
import { Gate } from '../../../concurrency/gate';
import type { Loss } from './loss';
import { Tail } from './tail';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * The file that holds what a port has received. Its offsets are the stream's offsets for ever: QEMU writes at an
 * offset of its own and does not append, so whatever is given back to the disk at the front leaves a hole.
 *
 * Reads and writes are synchronous: this is a thread for bytes, and the page cache answers in microseconds.
 */
export class Spool {
  readonly tail: Tail;
  private readonly moved = new Gate('a reader has moved on');
  private readonly readers = new Set<{ readonly position: number }>();
  #kept = 0;
  private closed = false;
  private lostBytes = 0;

  private constructor(
    readonly path: string,
    private readonly fd: number,
    onGrow: (() => void) | undefined,
  ) {
    this.tail = new Tail(onGrow);
  }

  /** Opens a file that is there, and was empty a moment ago. @throws when it is not there. */
  static open(path: string, onGrow?: () => void): Spool {
    return new Spool(path, openSync(path, 'r+'), onGrow);
  }

  /** Is told when bytes begin to be lost, with the reason, and when that is over, with how many they were. */
  onLoss: (loss: Loss) => void = () => undefined;
  /** Is told how long the file was when it was only looked at. */
  onLook: (end: number) => void = () => undefined;

  /** The oldest byte that is still there. */
  get kept(): number {
    return this.#kept;
  }

  /** Looks how long the file is by now, if another process writes it. True when it has grown. */
  refresh(): boolean {
    return !this.closed && this.tail.advance(fstatSync(this.fd).size);
  }

  /** Looks how long the file is by now, for {@link onLook} alone: no reader is woken. */
  look(): void {
    if (!this.closed) this.onLook(fstatSync(this.fd).size);
  }

  /** Reads what there is at an offset into `buffer`; gives the number of bytes, fewer only at the end. */
  read(buffer: Uint8Array, position: number): number {
    const length = Math.min(buffer.length, this.tail.end - position);
    return length > 0 && !this.closed ? readSync(this.fd, buffer, 0, length, position) : 0;
  }

  /** Adds bytes, for ports whose file we write ourselves. What the disk does not take is lost, and reported. */
  append(bytes: Uint8Array): void {
    let written = 0;
    try {
      while (written < bytes.length) {
        written += writeSync(this.fd, bytes, written, bytes.length - written, this.tail.end + written);
      }
      this.endLoss();
    } catch (error) {
      this.lose(bytes.length - written, error as NodeJS.ErrnoException);
    }
    this.tail.advance(this.tail.end + written);
  }

  /** To be called when nothing more will be added. */
  endLoss(): void {
    if (this.lostBytes === 0) return;
    const { lostBytes } = this;
    this.lostBytes = 0;
    this.onLoss({ at: this.tail.end, lostBytes, reason: undefined });
  }

  /** A reader that wants every byte: what is given back waits for it, for a while. */
  hold(reader: { readonly position: number }): Disposable {
    this.readers.add(reader);
    return {
      dispose: () => {
        this.readers.delete(reader);
        this.moved.open();
      },
    };
  }

  /** A reader has moved on. */
  readerMoved(): void {
    this.moved.open();
  }

  /** Resolves when nobody who wants every byte is before `position`. @throws `signal.reason` on abort. */
  async readersPast(position: number, signal: AbortSignal): Promise<void> {
    while ([...this.readers].some((reader) => reader.position < position)) {
      this.moved.close();
      await this.moved.wait(signal);
    }
  }

  /** Bytes before `position` are no longer to be read. The caller gives them back to the disk. */
  forget(position: number): void {
    this.#kept = Math.max(this.#kept, position);
  }

  private lose(bytes: number, error: NodeJS.ErrnoException): void {
    // Anything else is a bug, or a disk that failed.
    if (!FULL.has(error.code ?? '')) throw error;
    const begins = this.lostBytes === 0;
    this.lostBytes += bytes;
    if (begins) this.onLoss({ at: this.tail.end, lostBytes: bytes, reason: error.message });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.fd);
  }
}
