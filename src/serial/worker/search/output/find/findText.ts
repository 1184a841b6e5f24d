import type { FindOrder, Found, FoundText } from '../../../../outputProtocol';
import { ArrivalTimes } from '../../../arrivals/arrivalTimes';
import type { Encoding } from '../../../encoding/encoding';
import { encodingNamed } from '../../../encoding/encodingNamed';
import { type Matcher, matcherFor } from '../../matcher';
import { FilePieces } from '../../../../../log/filePieces';
import { SeenLines } from '../../../seen/seenLines';
import { TextAsSeen } from '../../../seen/textAsSeen';
import { arePlain } from './plainBytes';
import { byteAt, literalPattern, plainText } from './plainText';

/** How long it searches before others have a turn, in milliseconds. */
const TURN_MS = 20;
/** What is shown of a line, in UTF-16 units. */
const SHOWN = 256;
/** A line that is longer is not waited for, in bytes. */
const LONGEST_LINE = 262_144;
const LINE_FEED = 0x0a;

/** Patterns that no linear engine can do: their search need not end. */
class UnboundedPatternError extends Error {
  override readonly name = 'UnboundedPatternError';
}

/**
 * Searches all lines of what a port has said, as a person sees them, from the beginning: of each line its first match.
 * @param turn Lets others have a turn; throws when nobody waits for the result any more.
 * @throws {UnboundedPatternError} for look-around and back-references; when the spool cannot be read.
 */
export async function findText(
  { source, pattern, most }: FindOrder,
  turn: () => Promise<void>,
): Promise<Found> {
  const matcher = matcherFor(pattern, true);
  if (matcher.engine !== 'linear') throw new UnboundedPatternError('the pattern is not linear');
  const times = new ArrivalTimes(source.times);
  times.refresh();
  const finder = new LineFinder(matcher, most, encodingNamed(source.encoding));
  const pieces = new FilePieces(source.path);
  try {
    let turned = performance.now();
    for (let at = source.kept; at < source.end && !finder.isFull;) {
      const piece = pieces.read(at, source.end);
      if (piece.length === 0) break;
      finder.push(piece, at);
      at += piece.length;
      if (performance.now() - turned < TURN_MS) continue;
      await turn();
      turned = performance.now();
    }
    finder.finish();
  } finally {
    pieces.close();
  }
  const matches = finder.found.slice(0, most);
  return {
    matches: matches.map((match) => ({ ...match, time: times.timeAt(match.start) })),
    isPart: finder.isFull,
  };
}

/**
 * Finds lines. Lines that print plainly are their bytes, and of those only the ones are looked at in which a text stands that the pattern
 * requires: making text costs twenty times as much.
 */
class LineFinder {
  readonly found: Omit<FoundText, 'time'>[] = [];
  private readonly literals: RegExp | undefined;
  private readonly reader: TextAsSeen;
  private readonly lines: SeenLines;
  /** The beginning of a line whose end has not come. */
  private torn = Buffer.alloc(0);
  /** Of its first byte. */
  private offset = 0;

  constructor(
    private readonly matcher: Matcher,
    private readonly most: number,
    private readonly encoding: Encoding,
  ) {
    this.reader = new TextAsSeen(encoding);
    this.lines = new SeenLines(this.reader, ({ text }, from) => this.lookAtSeen(text, from));
    this.literals = literalPattern(matcher);
  }

  get isFull(): boolean {
    return this.found.length >= this.most;
  }

  push(piece: Buffer, offset: number): void {
    const bytes = Buffer.concat([this.torn, piece]);
    const whole = bytes.length > LONGEST_LINE ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
    this.look(bytes.subarray(0, whole), offset - this.torn.length);
    this.torn = Buffer.from(bytes.subarray(whole));
    this.offset = offset + piece.length - this.torn.length;
  }

  /** Nothing follows: the last line has no end. */
  finish(): void {
    this.look(this.torn, this.offset);
    this.lines.takeRest();
  }

  private look(bytes: Buffer, offset: number): void {
    if (this.reader.isSettled && this.reader.text.length === 0 && arePlain(bytes, this.encoding)) {
      this.lookAtPlain(bytes, bytes.toString('latin1'), offset);
      return;
    }
    this.reader.push(bytes, offset);
    this.lines.takeWhole();
    // At the beginning of a line, and nothing that stands above is changed by plain text.
    if (this.reader.isSettled && bytes.at(-1) === LINE_FEED) this.reader.restart();
  }

  private lookAtPlain(bytes: Buffer, latin: string, offset: number): void {
    for (let at = 0; at < bytes.length && !this.isFull;) {
      const near = this.near(latin, at);
      if (near === -1) return;
      const start = near === 0 ? 0 : latin.lastIndexOf('\n', near - 1) + 1;
      const feed = latin.indexOf('\n', near);
      const end = feed === -1 ? latin.length : feed;
      this.lookAtLine(bytes.subarray(start, end), offset + start);
      at = end + 1;
    }
  }

  /** Where the next line that may match is, or something in it. */
  private near(latin: string, from: number): number {
    if (!this.literals) return from;
    this.literals.lastIndex = from;
    return this.literals.exec(latin)?.index ?? -1;
  }

  private lookAtLine(bytes: Buffer, offset: number): void {
    const text = plainText(bytes);
    const match = this.matcher.find(text, 0);
    if (!match) return;
    const start = offset + byteAt(bytes, text, match.index);
    const end = offset + byteAt(bytes, text, match.index + match.length);
    this.add(text, start, end);
  }

  private lookAtSeen(text: string, from: number): void {
    const match = this.matcher.find(text, 0);
    if (!match) return;
    const [begin, stop] = [from + match.index, from + match.index + match.length];
    this.add(text, this.reader.text.firstByte(begin, stop), this.reader.text.lastByte(begin, stop));
  }

  private add(line: string, start: number, end: number): void {
    if (!this.isFull) this.found.push({ start, end, line: line.trim().slice(0, SHOWN) });
  }
}
