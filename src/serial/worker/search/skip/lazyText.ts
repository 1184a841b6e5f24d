import type { PlacedText } from '../../seen/placedText';
import type { TextReader } from '../../seen/textAsSeen';
import { LONGEST_MATCH } from '../matcher';
import type { ScoutSeat } from './scout';

/** Bytes that were skipped are made text of after all when they are this many, so that no look has much to catch up with. */
const MOST_BEHIND = 262_144;

/**
 * The text of a stream, for a search: made only of what may be a part of a match, since making it costs many times
 * what looking for a few literals in the bytes does. Whoever matches sees no difference: when the text is wanted again,
 * it is what it would be without a skip.
 */
export class LazyText {
  /** Whether text before `placed` has been dropped. */
  goesOn = false;
  /** Everything before it has become text. What follows, up to where the search is, was skipped, and is plain text. */
  private textEnd: number;
  /** Behind `textEnd`: from here on is enough. */
  private restart: number | undefined;

  constructor(
    private readonly reader: TextReader,
    private readonly seat: ScoutSeat,
    from: number,
  ) {
    this.textEnd = from;
  }

  get placed(): PlacedText {
    return this.reader.text;
  }

  /** The first byte that may still have to be read. */
  get needed(): number {
    return this.restart ?? this.textEnd;
  }

  /** Skips bytes of one piece, where the search stands, if none of them can be a part of a match. */
  skip(from: number, to: number): boolean {
    if (!this.seat.isDull(from, to)) return false;
    if (this.textEnd === from && this.mayGoOn()) return false;
    const restart = this.seat.restartBefore(to);
    if (restart !== undefined && restart >= this.textEnd) this.restart = restart;
    if (to - this.needed > MOST_BEHIND) this.catchUp(to);
    return true;
  }

  /** Makes text of what comes next, up to `to` at most; and before it, of what was skipped. @returns where it ends. */
  read(from: number, to: number): number {
    this.catchUp(from);
    this.take(to);
    return this.textEnd;
  }

  /** Runs `look` with the text up to the last byte that was read. */
  withRest<T>(look: () => T): T {
    return this.reader.withRest(look);
  }

  /** Drops what no match can begin in any more. */
  trim(): void {
    this.goesOn = this.placed.keepLast(LONGEST_MATCH) || this.goesOn;
  }

  /** Forgets everything: the next byte follows on nothing. */
  reset(from: number): void {
    this.reader.reset();
    this.goesOn = false;
    this.textEnd = from;
    this.restart = undefined;
  }

  private catchUp(end: number): void {
    if (this.restart !== undefined) {
      this.reader.restart();
      this.textEnd = this.restart;
      this.restart = undefined;
    }
    if (this.textEnd === end) return;
    while (this.textEnd < end) this.take(end);
    this.trim();
  }

  private take(to: number): void {
    const bytes = this.seat.pieces.read(this.textEnd, to);
    if (bytes.length > 0) this.reader.push(bytes, this.textEnd);
    // Nothing is there: somebody has made the file shorter.
    this.textEnd = bytes.length > 0 ? this.textEnd + bytes.length : to;
  }

  /** Whether what follows may change the text, or end a match that begins in it. */
  private mayGoOn(): boolean {
    const { literals = [] } = this.seat;
    if (!this.reader.isSettled) return true;
    return this.reader.withRest(() => {
      const text = this.placed.toString().toLowerCase();
      // RE2's `i` takes some letters for ASCII that are not.
      return /[^\0-\x7f]/.test(text) || literals.some((literal) => mayEndIn(text, literal));
    });
  }
}

/** Whether a literal stands in a text, or begins at its end. */
function mayEndIn(text: string, literal: string): boolean {
  if (text.includes(literal)) return true;
  for (let length = 1; length < literal.length; length++)
    if (text.endsWith(literal.slice(0, length))) return true;
  return false;
}
