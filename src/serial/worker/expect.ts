import type { WaitMatch } from '../../api';
import type { Cursor } from './cursor';
import { byteOffset, characterStart, completeLength } from './utf8';

/** Looks for a pattern in a stream that comes in pieces. Offsets are those of the stream. */
export interface Scanner {
  /** Takes the next bytes (they may be reused afterwards) and gives the first match, if there is one by now. */
  push(bytes: Buffer): WaitMatch | undefined;
}

/** A match of a regular expression may be this long, in bytes, wherever the stream was cut into pieces. */
const LONGEST_MATCH_BYTES = 16_384;

/** @throws when the pattern is empty: it would match nothing that came. */
export function makeScanner(pattern: string | RegExp, from: number): Scanner {
  if (typeof pattern !== 'string') return new RegExpScanner(pattern, from);
  if (pattern === '') throw new Error('the text to wait for is empty');
  return new TextScanner(pattern, from);
}

/** Reads on until the pattern matches. Undefined: the stream has ended without a match. */
export async function findMatch(
  cursor: Cursor,
  pattern: string | RegExp,
  signal: AbortSignal,
): Promise<WaitMatch | undefined> {
  let scanner = makeScanner(pattern, cursor.position);
  let { lost } = cursor;
  for (;;) {
    const bytes = await cursor.next(signal);
    if (!bytes) return undefined;
    if (cursor.lost > lost) {
      // Nothing can match across bytes that are gone.
      lost = cursor.lost;
      scanner = makeScanner(pattern, cursor.position - bytes.length);
    }
    const match = scanner.push(bytes);
    if (match) return match;
  }
}

/** Searches the bytes themselves: nothing is decoded, so offsets are exact whatever the guest sends. */
class TextScanner implements Scanner {
  private readonly needle: Buffer;
  /** The last bytes that came, one less than the needle has: a match may begin in them. */
  private carried = Buffer.alloc(0);

  constructor(
    private readonly text: string,
    /** The stream's offset of the next byte. */
    private offset: number,
  ) {
    this.needle = Buffer.from(text);
  }

  push(bytes: Buffer): WaitMatch | undefined {
    const overlap = this.needle.length - 1;
    const seam = Buffer.concat([this.carried, bytes.subarray(0, overlap)]);
    const acrossSeam = seam.indexOf(this.needle);
    if (acrossSeam !== -1) return this.found(this.offset - this.carried.length + acrossSeam);
    const inside = bytes.indexOf(this.needle);
    if (inside !== -1) return this.found(this.offset + inside);
    const end = bytes.length >= overlap ? bytes : seam;
    this.carried = Buffer.from(end.subarray(Math.max(0, end.length - overlap)));
    this.offset += bytes.length;
    return undefined;
  }

  private found(start: number): WaitMatch {
    return { text: this.text, groups: [], start, end: start + this.needle.length };
  }
}

/**
 * Runs the expression over a window of the newest bytes. Where older bytes have left the window, a character of
 * them stays as context, so that `^` without the `m` flag means the beginning of the search and nothing else.
 */
class RegExpScanner implements Scanner {
  private readonly expression: RegExp;
  /** Grows once to what the largest piece needs; holds `length` bytes. */
  private window = Buffer.allocUnsafe(4 * LONGEST_MATCH_BYTES);
  private length = 0;
  private context = 0;

  constructor(
    pattern: RegExp,
    /** The stream's offset of the window's first byte. */
    private offset: number,
  ) {
    // `g` for lastIndex; `y` would ask for a match at one place only.
    const flags = new Set(pattern.flags.replace('y', '') + 'g');
    this.expression = new RegExp(pattern.source, [...flags].join(''));
  }

  push(bytes: Buffer): WaitMatch | undefined {
    this.add(bytes);
    const window = this.window.subarray(0, this.length);
    this.expression.lastIndex = this.context;
    const found = this.expression.exec(window.toString('utf8', 0, completeLength(window)));
    if (found) return this.matched(window, found);
    this.trim(window);
    return undefined;
  }

  private add(bytes: Buffer): void {
    if (this.length + bytes.length > this.window.length) {
      const larger = Buffer.allocUnsafe(this.length + bytes.length + LONGEST_MATCH_BYTES);
      this.window.copy(larger, 0, 0, this.length);
      this.window = larger;
    }
    this.length += bytes.copy(this.window, this.length);
  }

  private matched(window: Buffer, found: RegExpExecArray): WaitMatch {
    const [text, ...groups] = found;
    const start = byteOffset(window, found.index);
    const end = start + byteOffset(window.subarray(start), text.length);
    return { text, groups, start: this.offset + start, end: this.offset + end };
  }

  private trim(window: Buffer): void {
    // Twice the length, so that a trickle of bytes is not moved again and again.
    if (window.length <= 2 * LONGEST_MATCH_BYTES) return;
    const cut = characterStart(window, window.length - LONGEST_MATCH_BYTES);
    window.copyWithin(0, cut);
    this.length -= cut;
    this.offset += cut;
    this.context = 1;
  }
}
