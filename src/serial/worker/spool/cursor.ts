import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Disposable } from '../../../concurrency/event';
import type { Spool } from './spool';

/** The most bytes read in one turn of the event loop: messages and other ports come in between. */
const BYTES_PER_TURN = 1 << 20;

/** One reader's place in a spool. Each has its own pace and its own buffer. */
export class Cursor {
  #position: number;
  #lost = 0;
  private sinceTurn = 0;
  private own: Buffer | undefined;

  constructor(
    private readonly spool: Spool,
    from: number,
    /** The most that `next` gives at once. */
    readonly chunkBytes = 65_536,
  ) {
    this.#position = from;
  }

  /** The offset of the next byte. */
  get position(): number {
    return this.#position;
  }

  /** How far the stream's end is ahead, in bytes. */
  get lag(): number {
    return this.spool.tail.end - this.#position;
  }

  /** Bytes that were given back to the disk before this cursor came to them. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * The next bytes, waiting for some. The view is valid until the next call. Undefined: the stream has ended.
   * @param into Where they should go, instead of this cursor's own buffer.
   * @throws `signal.reason` when the signal aborts first; nothing is lost then.
   */
  async next(signal: AbortSignal, into?: Buffer): Promise<Buffer | undefined> {
    if (this.sinceTurn >= BYTES_PER_TURN) {
      this.sinceTurn = 0;
      await nextTurn(undefined, { signal });
    }
    if (!(await this.spool.tail.past(this.#position, signal))) return undefined;
    return this.take(into);
  }

  /** What there is now, without waiting; empty at the end. The view is valid until the next call. */
  take(into = this.buffer): Buffer {
    if (this.#position < this.spool.kept) {
      this.#lost += this.spool.kept - this.#position;
      this.#position = this.spool.kept;
    }
    const length = this.spool.read(into, this.#position);
    this.#position += length;
    this.sinceTurn += length;
    this.spool.readerMoved();
    return into.subarray(0, length);
  }

  /** Made when it is first needed: a caller with a buffer of its own needs none. */
  private get buffer(): Buffer {
    this.own ??= Buffer.allocUnsafe(this.chunkBytes);
    return this.own;
  }

  /** This cursor wants every byte. Dispose the result when it no longer does. */
  hold(): Disposable {
    return this.spool.hold(this);
  }

  moveTo(position: number): void {
    this.#position = position;
  }
}
