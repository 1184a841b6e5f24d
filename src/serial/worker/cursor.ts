import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Disposable } from '../../concurrency/event';
import type { Spool } from './spool';

/** So many bytes are read in one turn of the event loop, at most: messages and other ports come in between. */
const BYTES_PER_TURN = 1 << 20;

/** One reader's place in a spool. Each has its own pace and its own buffer. */
export class Cursor {
  private readonly buffer: Buffer;
  private position_: number;
  private lost_ = 0;
  private sinceTurn = 0;

  constructor(
    private readonly spool: Spool,
    from: number,
    /** The most that `next` gives at once. */
    readonly chunkBytes = 65_536,
  ) {
    this.buffer = Buffer.allocUnsafe(chunkBytes);
    this.position_ = from;
  }

  /** The offset of the next byte. */
  get position(): number {
    return this.position_;
  }

  /** How far the stream's end is ahead, in bytes. */
  get lag(): number {
    return this.spool.tail.end - this.position_;
  }

  /** Bytes that were given back to the disk before this cursor came to them. */
  get lost(): number {
    return this.lost_;
  }

  /**
   * The next bytes, waiting for some. The view is valid until the next call. Undefined: the stream has ended.
   * @throws `signal.reason` when the signal aborts first; nothing is lost then.
   */
  async next(signal: AbortSignal): Promise<Buffer | undefined> {
    if (this.sinceTurn >= BYTES_PER_TURN) {
      this.sinceTurn = 0;
      await nextTurn(undefined, { signal });
    }
    if (!(await this.spool.tail.past(this.position_, signal))) return undefined;
    return this.take();
  }

  /** What there is now, without waiting; empty at the end. The view is valid until the next call. */
  take(): Buffer {
    if (this.position_ < this.spool.kept) {
      this.lost_ += this.spool.kept - this.position_;
      this.position_ = this.spool.kept;
    }
    const length = this.spool.read(this.buffer, this.position_);
    this.position_ += length;
    this.sinceTurn += length;
    this.spool.readerMoved();
    return this.buffer.subarray(0, length);
  }

  /** This cursor wants every byte. Dispose the result when it does no longer. */
  hold(): Disposable {
    return this.spool.hold(this);
  }

  moveTo(position: number): void {
    this.position_ = position;
  }
}
