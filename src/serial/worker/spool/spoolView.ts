import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Spool } from './spool';
import { characterStart, completeLength } from '../utf8';

/**
 * A search sees the stream in pieces that end at multiples of this, in bytes, so that searches which go along
 * together see the same ones. With what it looks back on, a piece makes a string that is still small to V8: above
 * 128 kB they are made apart, ten times as slowly.
 */
const PIECE_BYTES = 98_304;
/** So many bytes are looked at in one turn of the event loop, by all searches together. */
const BYTES_PER_TURN = 1 << 20;

/** A part of the stream. Valid until the next one is asked for. */
export interface View {
  /** The stream's offset of the first byte. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** What they are as UTF-8, without a character at the end that more bytes may complete. */
  readonly text: string;
}

/** What is searched in a spool: read and decoded once for all who look at the same part, one after another. */
export class SpoolViewer {
  private buffer = Buffer.alloc(0);
  private last: { readonly from: number; readonly end: number; readonly view: View } | undefined;
  private users = 0;
  private sinceTurn = 0;
  private turn: Promise<void> | undefined;

  constructor(private readonly spool: Spool) {}

  /** For as long as somebody uses it, memory is kept for it. */
  use(): { dispose(): void } {
    this.users++;
    return {
      dispose: () => {
        if (--this.users > 0) return;
        this.last = undefined;
        this.buffer = Buffer.alloc(0);
      },
    };
  }

  /** Where the piece ends that begins at, or goes on at, `position`. */
  pieceEnd(position: number): number {
    const next = (Math.floor(position / PIECE_BYTES) + 1) * PIECE_BYTES;
    return Math.min(next, this.spool.tail.end);
  }

  /** @param whole Whether a character begins at `from`; else the view begins where the next one does. */
  at(from: number, end: number, whole: boolean): View {
    this.sinceTurn += end - from;
    if (this.last?.from === from && this.last.end === end) return this.last.view;
    if (this.buffer.length < end - from) this.buffer = Buffer.allocUnsafe(end - from);
    const length = this.spool.read(this.buffer.subarray(0, end - from), from);
    const read = this.buffer.subarray(0, length);
    const skipped = whole ? 0 : characterStart(read, 0);
    const view = new DecodedView(from + skipped, read.subarray(skipped));
    this.last = { from, end, view };
    return view;
  }

  /**
   * To be called after each look: lets messages, and whatever else waits, in between. All searches wait together,
   * so that none gets ahead and they go on seeing the same pieces.
   */
  async breathe(signal: AbortSignal): Promise<void> {
    if (this.sinceTurn >= BYTES_PER_TURN) {
      this.sinceTurn = 0;
      this.turn = nextTurn().then(() => void (this.turn = undefined));
    }
    if (!this.turn) return;
    await this.turn;
    signal.throwIfAborted();
  }
}

/** Decodes when somebody wants the text: who looks for bytes does not. */
class DecodedView implements View {
  private decoded: string | undefined;

  constructor(
    readonly offset: number,
    readonly bytes: Buffer,
  ) {}

  get text(): string {
    this.decoded ??= this.bytes.toString('utf8', 0, completeLength(this.bytes));
    return this.decoded;
  }
}
