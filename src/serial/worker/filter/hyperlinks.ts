/** Links that a terminal may be given at once, and lines until it gets one more: each costs it on every line feed. */
const AT_ONCE = 128;
const LINES_FOR_ONE_MORE = 64;
/** A link is closed after this many characters, counting more for what may lead it to another line: each line costs. */
const LONGEST_TEXT = 512;
const MOVE_COUNTS = 128;
const COLOR_COUNTS = 8;
const LONGEST_ADDRESS = 2048;

const CLOSE = '\x1b]8;;\x1b\\';

/**
 * Bounds a guest's hyperlinks (OSC 8). The terminal keeps each of them, with a marker for each of its lines, as long
 * as the line is in the scrollback, and moves all markers whenever a line scrolls.
 */
export class Hyperlinks {
  private left = AT_ONCE;
  private lines = 0;
  private room = 0;

  /** How many the terminal may have to keep. */
  get alive(): number {
    return AT_ONCE - this.left;
  }

  get isOpen(): boolean {
    return this.room > 0;
  }

  /** @returns the sequence for a link; without its id, by which a terminal ties any number of lines together. */
  open(address: string): string {
    if (address.length > LONGEST_ADDRESS || this.left < 1) return this.close();
    this.left--;
    this.room = LONGEST_TEXT;
    return `\x1b]8;;${address}\x1b\\`;
  }

  close(): string {
    const open = this.isOpen;
    this.closed();
    return open ? CLOSE : '';
  }

  /** Closed by something else. */
  closed(): void {
    this.room = 0;
  }

  /** Text within a link, which is closed when it has grown too long. */
  print(text: string): string {
    let at = 0;
    while (at < text.length && this.room > 0) this.room -= text.charCodeAt(at++) < 0x20 ? MOVE_COUNTS : 1;
    return this.room > 0 ? text : `${text.slice(0, at)}${CLOSE}${text.slice(at)}`;
  }

  /** A sequence within a link. @returns what has to go before it. */
  sequence(colors: boolean): string {
    if (!this.isOpen) return '';
    this.room -= colors ? COLOR_COUNTS : MOVE_COUNTS;
    return this.room > 0 ? '' : CLOSE;
  }

  /** Old lines leave the scrollback, and their links with them. */
  scrolled(lines: number): void {
    this.lines += lines;
    if (this.lines < LINES_FOR_ONE_MORE) return;
    this.left = Math.min(this.left + Math.floor(this.lines / LINES_FOR_ONE_MORE), AT_ONCE);
    this.lines %= LINES_FOR_ONE_MORE;
  }
}
