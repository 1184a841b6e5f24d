import type { ByteRange } from '../report';

/** A line of text as seen, with where its bytes are in the stream. */
export interface SeenLine extends ByteRange {
  readonly text: string;
}

/** A line with its console prefix taken apart. */
export interface ConsoleLine extends ByteRange {
  /** The whole line. */
  readonly whole: string;
  /** What follows the prefix. */
  readonly text: string;
  /** Seconds, as the prefix says. */
  readonly time?: number;
  /** `T123` or `C0`, as the prefix says. */
  readonly context?: string;
}

/** Longer lines are cut, in characters: every pattern here looks at this much and no more. */
export const LONGEST_LINE = 4096;

/**
 * `[   12.345678]`, with `[ T123]` or `[    C0]` behind it, a level in front (`<4>`), and whatever stands before that:
 * a login prompt, `** 12 printk messages dropped **`, a line that another processor broke off. Zircon adds process and
 * thread (`05208.08054>`).
 */
const STAMP = /\[ {0,8}(\d{1,9}\.\d{3,9})\](?:\[ {0,8}([TC]\d{1,9})\])? ?(?:\d{3,7}\.\d{3,7}> ?)?/;

/** The same where a line begins with it: in the middle of one it may be what a test has measured. */
const LEADING_STAMP = new RegExp(`^(?:<\\d{1,2}>)?${STAMP.source}`);

/** Takes a line's console prefix off, with all that stands before it. */
export function readConsoleLine(line: SeenLine): ConsoleLine {
  return withoutStamp(line, STAMP);
}

/** Takes a console prefix off with which a line begins. */
export function readStampedLine(line: SeenLine): ConsoleLine {
  return withoutStamp(line, LEADING_STAMP);
}

function withoutStamp(line: SeenLine, pattern: RegExp): ConsoleLine {
  const whole = line.text.length > LONGEST_LINE ? line.text.slice(0, LONGEST_LINE) : line.text;
  const { start, end } = line;
  const stamp = pattern.exec(whole);
  if (!stamp) return { whole, text: withoutLevel(whole), start, end };
  const text = whole.slice(stamp.index + stamp[0].length);
  return {
    whole,
    text,
    start,
    end,
    time: Number(stamp[1]),
    ...(stamp[2] === undefined ? {} : { context: stamp[2] }),
  };
}

function withoutLevel(text: string): string {
  return text.replace(/^<\d{1,2}>/, '');
}
