import type { WaitMatch } from '../../waitMatch';
import { RawText, TextAsSeen, type TextReader } from '../seen/textAsSeen';
import { withoutCarriageReturns } from './carriageReturns';
import { matcherFor, type Found, type Matcher } from './matcher';
import type { Engine, Looked, SearchOrder } from './protocol';
import { SpoolPieces } from './spoolPieces';

/** A match may be this long, in UTF-16 units, however the stream was cut into pieces. */
const LONGEST_MATCH = 16_384;
/** Read in one look, in bytes. */
const BYTES_A_LOOK = 262_144;

/** One search through a spool. The stream's bytes are in the file; it keeps the text that a match may still span. */
export class Search {
  private readonly pieces: SpoolPieces;
  private readonly matcher: Matcher;
  private readonly reader: TextReader;
  private position: number;
  private lookBegan: number;
  /** Whether text before `reader.text` has been dropped. */
  private goesOn = false;

  /** @throws when the spool cannot be opened. */
  constructor({ path, from, pattern, raw }: SearchOrder) {
    this.reader = raw ? new RawText() : new TextAsSeen();
    this.matcher = matcherFor(raw ? pattern : withoutCarriageReturns(pattern), !raw);
    this.position = this.lookBegan = from;
    this.pieces = new SpoolPieces(path);
  }

  get engine(): Engine {
    return this.matcher.engine;
  }

  /** Goes on, up to a limit. */
  look(end: number, kept: number): Looked {
    // Nothing can match across bytes that are gone; and what was read meanwhile may have been gone.
    if (kept > this.lookBegan) this.startAgain(kept);
    this.lookBegan = this.position;
    const until = Math.min(end, this.position + BYTES_A_LOOK);
    while (this.position < until) {
      const match = this.lookAtPiece(until);
      if (match) return { position: this.position, match };
    }
    return { position: this.position };
  }

  close(): void {
    this.pieces.close();
  }

  private lookAtPiece(until: number): WaitMatch | undefined {
    const piece = this.pieces.read(this.position, until);
    if (piece.length === 0) {
      this.position = until;
      return undefined;
    }
    this.reader.push(piece, this.position);
    this.position += piece.length;
    const match = this.reader.withRest(() => this.match());
    this.goesOn = this.reader.text.keepLast(LONGEST_MATCH) || this.goesOn;
    return match;
  }

  private match(): WaitMatch | undefined {
    const text = this.reader.text.toString();
    // One character stays as context: `^` without the `m` flag means the beginning of the search and nothing else.
    const found = this.matcher.find(text, this.goesOn ? 1 : 0);
    return found && this.placed(text, found);
  }

  private placed(text: string, { index, length, groups }: Found): WaitMatch {
    const end = index + length;
    const placed = this.reader.text;
    return {
      text: text.slice(index, end),
      groups,
      start: placed.firstByte(index, end),
      end: placed.lastByte(index, end),
    };
  }

  private startAgain(kept: number): void {
    this.reader.reset();
    this.goesOn = false;
    this.position = kept;
  }
}
