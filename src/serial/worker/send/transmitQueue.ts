import { asError } from '../../../concurrency/messageOf';
import { ChildAbortController, onAbort, raceAbort } from '../../../concurrency/abort';
import { BoundedQueue, QueueClosedError } from '../../../concurrency/boundedQueue';
import type { Gate } from '../../../concurrency/gate';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { delay, NEVER } from '../../../concurrency/timeout';
import { PortClosedError, type Writer } from '../transport/streamWriter';

/** Bytes that may wait; a sender of more waits for room. */
const CAPACITY_BYTES = 1 << 20;

/** Written at once: an abort takes effect, and a counter moves, between two of them. Linux's PIPE_BUF. */
const PIECE_BYTES = 4096;

const CR = 0x0d;
const LF = 0x0a;

export interface Pacing {
  /** Milliseconds to wait after each byte, and after each line end. */
  readonly characterDelayMs: number;
  readonly lineDelayMs: number;
}

interface Transmission {
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal;
  written(): void;
  failed(error: Error): void;
}

/**
 * What everyone sends to a port, in order of arrival: a queue and one loop that writes. Back-pressure goes all the
 * way through: the guest's UART to QEMU, the FIFO to the loop, the queue to the senders.
 */
export class TransmitQueue {
  private readonly queue: BoundedQueue<Transmission>;
  private writing = 0;
  /** When the next byte may be written, by `performance.now()`: the pace also holds from one send to the next. */
  private notBefore = 0;

  constructor(
    private readonly group: TaskGroup,
    private readonly port: string,
    /** Open once there is somebody to write to. */
    connected: Gate,
    private readonly writer: () => Writer,
    private readonly pacing: Pacing,
    private readonly onSent: (bytes: number) => void,
  ) {
    this.queue = new BoundedQueue(`transmit ${port}`, CAPACITY_BYTES, ({ bytes }) => bytes.length);
    group.watch('queue', `transmit ${port}`, () => this.detail());
    const ended = group.loop(`transmit ${port}`, (context) => this.turn(context), connected);
    const close = (): void => this.close();
    ended.then(close, close);
  }

  /** Bytes that wait. */
  get depth(): number {
    return this.queue.depth + this.writing;
  }

  /**
   * Resolves when all of it has been written to QEMU.
   * @throws {PortClosedError} when QEMU has ended; `signal.reason` on abort: what has been written by then stays so.
   */
  async send(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    if (bytes.length === 0) return;
    const over = new Promise<void>((written, failed) => {
      this.queue.put({ bytes, signal, written, failed }, signal).catch((error: unknown) => {
        failed(error instanceof QueueClosedError ? new PortClosedError(this.port) : (error as Error));
      });
    });
    await raceAbort(over, signal);
  }

  /**
   * As `send`, for those who do not wait: calls back when all of it has been written, if that ever happens. The
   * caller keeps the bound: what the queue has no room for waits beside it.
   */
  offer(bytes: Uint8Array, written: () => void): void {
    const transmission = { bytes, signal: this.group.signal, written, failed: () => undefined };
    if (this.queue.offer(transmission) || this.queue.closed) return;
    void this.group.run('room in the transmit queue', async ({ signal }) => {
      await this.queue.put(transmission, signal).catch((error: unknown) => {
        if (!(error instanceof QueueClosedError)) throw error;
      });
    });
  }

  /** Nobody reads any more: refuses what waits, and what comes. */
  close(): void {
    this.queue.close();
    // A closed queue gives what is inside at once, so this signal is never needed.
    const refuse = async (): Promise<void> => {
      for (let next = await this.queue.take(NEVER); next; next = await this.queue.take(NEVER)) {
        next.failed(new PortClosedError(this.port));
      }
    };
    void refuse();
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const next = await context.waitFor('something to send', this.queue.take(context.signal));
    if (!next) return STOP;
    if (next.signal.aborted) return undefined;
    const rest = next.bytes.subarray(this.writeNow(next.bytes));
    if (rest.length > 0) return await this.writeRest(context, next, rest);
    next.written();
    return undefined;
  }

  /** Takes what there is room for, if nothing has to be waited for: no more than that for a key. Gives its length. */
  private writeNow(bytes: Uint8Array): number {
    const { characterDelayMs, lineDelayMs } = this.pacing;
    if (characterDelayMs > 0 || lineDelayMs > 0) return 0;
    const taken = this.writer().writeNow?.(bytes) ?? 0;
    if (taken > 0) this.onSent(taken);
    return taken;
  }

  private async writeRest(
    context: TaskContext,
    next: Transmission,
    rest: Uint8Array,
  ): Promise<typeof STOP | undefined> {
    const both = new ChildAbortController(context.signal);
    const subscription = onAbort(next.signal, () => both.abort(next.signal.reason));
    this.writing = rest.length;
    try {
      await context.waitFor('room in the guest’s input', this.transmit(rest, both.signal));
      next.written();
    } catch (error) {
      next.failed(asError(error));
      context.signal.throwIfAborted();
      if (!both.signal.aborted) return STOP;
    } finally {
      this.writing = 0;
      subscription.dispose();
      both.dispose();
    }
    return undefined;
  }

  private async transmit(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + this.pieceLength(bytes, at));
      await this.untilDue(signal);
      await this.writer().write(piece, signal);
      at += piece.length;
      this.writing -= piece.length;
      this.notBefore = performance.now() + this.delayAfter(piece);
      this.onSent(piece.length);
    }
  }

  private async untilDue(signal: AbortSignal): Promise<void> {
    // Again if need be: a timer may fire up to a millisecond early.
    for (let early = this.early(); early > 0; early = this.early()) await delay(Math.ceil(early), signal);
  }

  private early(): number {
    return this.notBefore - performance.now();
  }

  private pieceLength(bytes: Uint8Array, at: number): number {
    if (this.pacing.characterDelayMs > 0) return 1;
    return this.pacing.lineDelayMs > 0 ? Math.min(lineLength(bytes, at), PIECE_BYTES) : PIECE_BYTES;
  }

  private delayAfter(piece: Uint8Array): number {
    const { characterDelayMs, lineDelayMs } = this.pacing;
    const last = piece.at(-1);
    return characterDelayMs + (last === CR || last === LF ? lineDelayMs : 0);
  }

  private detail(): string {
    const { depth, highWaterMark, capacity } = this.queue;
    return `${depth + this.writing} of ${capacity} bytes, at most ${highWaterMark}`;
  }
}

/** The length of the line that begins at `from`, with its end. */
function lineLength(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === CR || bytes[at] === LF) return at + 1 - from;
  }
  return bytes.length - from;
}
