import type { LogRecord } from './record';

/**
 * One record as one line: `[pid:thread source/loop] text`. Time and level are not in it: the log channel shows its own
 * for each line, and lines come to it in the order of the records' times.
 */
export function formatRecord(record: LogRecord): string {
  const who = record.loop === '' ? record.source : `${record.source}/${record.loop}`;
  return `[${record.pid}:${record.thread} ${visible(who)}] ${visible(record.text)}`;
}

/**
 * Control characters (C0, DEL, C1), Unicode's line and paragraph separators, and the marks that change the
 * direction of text (UAX #9). Tab is left alone: it can neither end a line nor reorder it.
 */
const UNSAFE = /[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes what a guest or child says safe to stand in a log: what would end the line, move the cursor or turn the
 * text around is shown instead of done, so that no line can pose as another.
 */
export function visible(text: string): string {
  return text.replace(UNSAFE, symbol);
}

/** Unicode's Control Pictures start at U+2400 in the order of the control characters; DEL has U+2421. */
function symbol(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
