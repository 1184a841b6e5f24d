import type { WaitMatch } from '../../waitMatch';
import { encodingNamed } from '../encoding/encodingNamed';
import { RawText, TextAsSeen } from '../seen/textAsSeen';
import { withoutCarriageReturns } from './carriageReturns';
import { matcherFor, type Found, type Matcher } from './matcher';
import type { Engine, Looked, SearchOrder } from './protocol';
import { LazyText } from './skip/lazyText';
import type { ScoutSeat } from './skip/scout';
import { Scouts } from './skip/scouts';
import { pieceEnd } from '../../../log/filePieces';

/** The work of one look, in bytes that are made text and searched; bytes that are skipped are this much less work. */
const WORK_A_LOOK = 262_144;
const SKIPPED_FOR_ONE = 8;

/** One search through a spool. The stream's bytes are in the file; it keeps the text that a match may still span. */
export class Search {
  private readonly seat: ScoutSeat;
  private readonly matcher: Matcher;
  private readonly text: LazyText;
  private position: number;
  /** The first byte that the last look may have read. */
  private lookBegan: number;

  /**
   * @param scouts Those of the thread: searches of one spool share what is to be known of its bytes.
   * @throws when the spool cannot be opened.
   */
  constructor({ path, from, pattern, raw, encoding }: SearchOrder, scouts = new Scouts()) {
    this.matcher = matcherFor(raw ? pattern : withoutCarriageReturns(pattern), !raw);
    this.position = this.lookBegan = from;
    this.seat = scouts.join(path, this.matcher.literals);
    const reader = raw ? new RawText() : new TextAsSeen(encodingNamed(encoding));
    this.text = new LazyText(reader, this.seat, from);
  }

  get engine(): Engine {
    return this.matcher.engine;
  }

  /** Goes on, up to a limit. */
  look(end: number, kept: number): Looked {
    // Nothing can match across bytes that are gone; and what was read meanwhile may have been gone.
    if (kept > this.lookBegan) this.startAgain(kept);
    this.lookBegan = this.text.needed;
    let match: WaitMatch | undefined;
    for (let work = 0; !match && this.position < end && work < WORK_A_LOOK;) {
      const from = this.position;
      const to = Math.min(end, pieceEnd(from));
      const isSkipped = this.text.skip(from, to);
      if (isSkipped) this.position = to;
      else match = this.read(to);
      work += (to - from) / (isSkipped ? SKIPPED_FOR_ONE : 1);
    }
    return { position: this.position, needed: this.text.needed, ...(match && { match }) };
  }

  close(): void {
    this.seat.leave();
  }

  /** Searches what comes next, of one piece. */
  private read(to: number): WaitMatch | undefined {
    this.position = this.text.read(this.position, to);
    const match = this.text.withRest(() => this.match());
    this.text.trim();
    return match;
  }

  private match(): WaitMatch | undefined {
    const text = this.text.placed.toString();
    // One character stays as context: `^` without the `m` flag means the beginning of the search and nothing else.
    const found = this.matcher.find(text, this.text.goesOn ? 1 : 0);
    return found && this.placed(text, found);
  }

  private placed(text: string, { index, length, groups }: Found): WaitMatch {
    const end = index + length;
    const { placed } = this.text;
    return {
      text: text.slice(index, end),
      groups,
      start: placed.firstByte(index, end),
      end: placed.lastByte(index, end),
    };
  }

  private startAgain(kept: number): void {
    this.text.reset(kept);
    this.position = kept;
  }
}
