import type { WaitMatch } from '../../waitMatch';
import type { Spool } from '../spool/spool';
import type { SpoolViewer, View } from '../spool/spoolView';
import { byteOffset } from '../utf8';

/** A match of a regular expression may be this long, in bytes, wherever the stream was cut into pieces. */
const LONGEST_MATCH_BYTES = 16_384;

/** Looks for a pattern in a part of the stream. */
interface Matcher {
  /** How many bytes before those that are new it has to see again, in bytes. */
  readonly lookBack: number;
  /** @param goesOn Whether the view begins after the search did. */
  find(view: View, goesOn: boolean): WaitMatch | undefined;
}

/** One search through a spool, from a byte offset on. Keeps nothing but its place: the bytes are in the file. */
export class Search {
  private readonly matcher: Matcher;
  private position_: number;

  /** @throws when the pattern is empty: it would match nothing that came. */
  constructor(
    private readonly spool: Spool,
    private readonly viewer: SpoolViewer,
    pattern: string | RegExp,
    private begin: number,
  ) {
    this.matcher = typeof pattern === 'string' ? new TextMatcher(pattern) : new RegExpMatcher(pattern);
    this.position_ = begin;
  }

  /** How far it has looked. */
  get position(): number {
    return this.position_;
  }

  /** Reads on until the pattern matches. Undefined: the stream has ended without a match. */
  async run(signal: AbortSignal): Promise<WaitMatch | undefined> {
    const use = this.viewer.use();
    try {
      while (await this.spool.tail.past(this.position_, signal)) {
        const match = this.look();
        if (match) return match;
        await this.viewer.breathe(signal);
      }
      return undefined;
    } finally {
      use.dispose();
    }
  }

  private look(): WaitMatch | undefined {
    const { spool, viewer, matcher } = this;
    // Nothing can match across bytes that are gone.
    if (spool.kept > this.position_) this.begin = this.position_ = spool.kept;
    const from = Math.max(this.begin, this.position_ - matcher.lookBack, spool.kept);
    const end = viewer.pieceEnd(this.position_);
    const goesOn = from > this.begin;
    const match = matcher.find(viewer.at(from, end, !goesOn), goesOn);
    this.position_ = end;
    spool.readerMoved();
    return match;
  }
}

/** Searches the bytes themselves: nothing is decoded, so offsets are exact whatever the guest sends. */
class TextMatcher implements Matcher {
  readonly lookBack: number;
  private readonly needle: Buffer;

  constructor(private readonly text: string) {
    if (text === '') throw new Error('the text to wait for is empty');
    this.needle = Buffer.from(text);
    // No less than the other kind: who looks at the same part shares it.
    this.lookBack = Math.max(this.needle.length - 1, LONGEST_MATCH_BYTES);
  }

  find({ offset, bytes }: View): WaitMatch | undefined {
    const at = bytes.indexOf(this.needle);
    if (at === -1) return undefined;
    return { text: this.text, groups: [], start: offset + at, end: offset + at + this.needle.length };
  }
}

/**
 * Runs the expression over the new bytes and some before. Where the search began earlier, one character of those
 * stays as context, so that `^` without the `m` flag means the beginning of the search and nothing else.
 */
class RegExpMatcher implements Matcher {
  readonly lookBack = LONGEST_MATCH_BYTES;
  private readonly expression: RegExp;

  constructor(pattern: RegExp) {
    // `g` for lastIndex; `y` would ask for a match at one place only.
    const flags = new Set(pattern.flags.replace('y', '') + 'g');
    this.expression = new RegExp(pattern.source, [...flags].join(''));
  }

  find({ offset, bytes, text }: View, goesOn: boolean): WaitMatch | undefined {
    this.expression.lastIndex = goesOn ? 1 : 0;
    const found = this.expression.exec(text);
    if (!found) return undefined;
    const [matched, ...groups] = found;
    const start = byteOffset(bytes, found.index);
    const end = start + byteOffset(bytes.subarray(start), matched.length);
    return { text: matched, groups, start: offset + start, end: offset + end };
  }
}
