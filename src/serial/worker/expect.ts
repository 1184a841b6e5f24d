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
  private carried = Buffer.alloc(0);

  constructor(
    private readonly text: string,
    /** The stream's offset of `carried`'s first byte. */
    private offset: number,
  ) {
    this.needle = Buffer.from(text);
  }

  push(bytes: Buffer): WaitMatch | undefined {
    const hay = this.carried.length > 0 ? Buffer.concat([this.carried, bytes]) : bytes;
    const at = hay.indexOf(this.needle);
    if (at !== -1) {
      const start = this.offset + at;
      return { text: this.text, groups: [], start, end: start + this.needle.length };
    }
    const keep = Math.min(this.needle.length - 1, hay.length);
    this.offset += hay.length - keep;
    this.carried = Buffer.from(hay.subarray(hay.length - keep));
    return undefined;
  }
}

/**
 * Runs the expression over a window of the newest bytes. Where older bytes have left the window, a character of
 * them stays as context, so that `^` without the `m` flag means the beginning of the search and nothing else.
 */
class RegExpScanner implements Scanner {
  private readonly expression: RegExp;
  private window = Buffer.alloc(0);
  private context = 0;

  constructor(
    pattern: RegExp,
    private offset: number,
  ) {
    // `g` for lastIndex; `y` would ask for a match at one place only.
    const flags = new Set(pattern.flags.replace('y', '') + 'g');
    this.expression = new RegExp(pattern.source, [...flags].join(''));
  }

  push(bytes: Buffer): WaitMatch | undefined {
    this.window = this.window.length > 0 ? Buffer.concat([this.window, bytes]) : Buffer.from(bytes);
    const text = this.window.toString('utf8', 0, completeLength(this.window));
    this.expression.lastIndex = this.context;
    const found = this.expression.exec(text);
    if (found) return this.matched(found);
    this.trim();
    return undefined;
  }

  private matched(found: RegExpExecArray): WaitMatch {
    const [text, ...groups] = found;
    const start = byteOffset(this.window, found.index);
    const end = start + byteOffset(this.window.subarray(start), text.length);
    return { text, groups, start: this.offset + start, end: this.offset + end };
  }

  private trim(): void {
    // Twice the length, so that a trickle of bytes is not copied again and again.
    if (this.window.length <= 2 * LONGEST_MATCH_BYTES) return;
    const cut = characterStart(this.window, this.window.length - LONGEST_MATCH_BYTES);
    this.window = Buffer.from(this.window.subarray(cut));
    this.offset += cut;
    this.context = 1;
  }
}
