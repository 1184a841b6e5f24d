import * as l10n from '@vscode/l10n';
import { ChildAbortController } from '../../../concurrency/abort';
import { atMost, TimeoutError } from '../../../concurrency/timeout';
import { WorkerDiedError } from '../../../concurrency/workerTask';
import type { WaitMatch } from '../../waitMatch';
import type { Spool } from '../spool/spool';
import { LookPace } from './lookPace';
import type { Looked, SearchOrder } from './protocol';
import { LOOK_LIMIT_MS, type Seat, type SearchThreads } from './searchThreads';

/** A look that has gone on for this long, in milliseconds, is slow because of its pattern. */
const SLOW_MS = 500;
/** Between two looks at output that goes on and on, in milliseconds. */
const BEAT_MS = 256;
/** This many bytes are looked at as soon as they are there. */
const MUCH_BYTES = 1 << 20;

/** A pattern that does not end, or cannot be searched for. */
class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** A search through a port's spool, seen from the thread that moves bytes: it only tells how far the stream goes. */
export class RemoteSearch {
  /** The first byte that it may still have to read. */
  position: number;
  /** How far it has looked. */
  private looked: number;
  private readonly pace = new LookPace(BEAT_MS);
  private seat: Seat | undefined;
  /** Its text is decoded in another way by now. */
  private isOutdated = false;
  private waiting: ChildAbortController | undefined;
  private lookBegan: number | undefined;

  constructor(
    private readonly threads: SearchThreads,
    private readonly spool: Spool,
    private order: SearchOrder,
    /** What messages call it: the pattern, and where it is looked for. */
    private readonly what: string,
  ) {
    this.position = this.looked = order.from;
  }

  /** Whether it is held up by its pattern. */
  get isSlow(): boolean {
    return this.lookBegan !== undefined && performance.now() - this.lookBegan > SLOW_MS;
  }

  /** Starts over, in text that is decoded in another way. */
  decodeAs(encoding: string): void {
    this.order = { ...this.order, encoding };
    this.isOutdated = true;
    this.waiting?.abort();
  }

  /**
   * Goes on until the pattern matches, or all bytes before `goal` were looked at, or the stream has ended.
   * @param deadline When it will be aborted, in the time of `performance.now()`.
   * @throws {PatternError} when the pattern had to be given up; `signal.reason` on abort.
   */
  async run(goal: number, deadline: number, signal: AbortSignal): Promise<WaitMatch | undefined> {
    while (this.looked < goal && (await this.hasMore(signal))) {
      await this.pause(deadline, signal);
      const { kept } = this.spool;
      if (this.isOutdated) this.beginAnew();
      const { position, needed, match } = await this.look(signal);
      if (this.isOutdated) continue;
      this.looked = position;
      this.position = needed;
      this.spool.readerMoved();
      // What was given back to the disk meanwhile may have been read as zeros.
      if (match && this.spool.kept === kept) return match;
    }
    return undefined;
  }

  close(): void {
    this.seat?.dispose();
    this.seat = undefined;
  }

  /** Waits for bytes that have not been looked at. False: none will come. */
  private async hasMore(signal: AbortSignal): Promise<boolean> {
    const waiting = (this.waiting = new ChildAbortController(signal));
    try {
      return this.isOutdated || (await this.spool.tail.past(this.looked, waiting.signal));
    } catch (error) {
      if (signal.aborted || !this.isOutdated) throw error;
      return true;
    } finally {
      this.waiting = undefined;
      waiting.dispose();
    }
  }

  private beginAnew(): void {
    this.isOutdated = false;
    this.close();
    this.position = this.looked = this.order.from;
  }

  private async pause(deadline: number, signal: AbortSignal): Promise<void> {
    const ms = this.pace.wait(performance.now(), deadline);
    if (ms === 0) return;
    await atMost(ms, signal, (inner) => this.spool.tail.past(this.looked + MUCH_BYTES, inner));
  }

  private async look(signal: AbortSignal): Promise<Looked> {
    try {
      return await this.lookFrom((this.seat ??= await this.threads.seat(this.order, signal)), signal);
    } catch (error) {
      if (!isStuck(error) || this.seat?.alone) throw this.explained(error);
    }
    // Another pattern's fault, or its own: on a thread of its own, that will show.
    this.close();
    this.threads.giveUpShared();
    try {
      this.seat = await this.threads.seatAlone(this.order, signal);
      return await this.lookFrom(this.seat, signal);
    } catch (error) {
      throw this.explained(error);
    }
  }

  private async lookFrom(seat: Seat, signal: AbortSignal): Promise<Looked> {
    const { tail, kept } = this.spool;
    this.lookBegan = performance.now();
    try {
      return await seat.look({ end: tail.end, kept }, signal);
    } finally {
      if (!signal.aborted) this.lookBegan = undefined;
    }
  }

  private explained(error: unknown): unknown {
    if (!isStuck(error)) return error;
    const text =
      error instanceof TimeoutError
        ? l10n.t(
            '{0} was given up: a part of the output could not be searched for it within {1} s. Look-around, back-references and nested repetition can take forever; write the pattern without them.',
            this.what,
            LOOK_LIMIT_MS / 1000,
          )
        : l10n.t('{0} was given up: its search ended ({1}).', this.what, (error as Error).message);
    return new PatternError(text, { cause: error });
  }
}

function isStuck(error: unknown): boolean {
  return error instanceof WorkerDiedError || (error instanceof TimeoutError && error.what === 'a look');
}
