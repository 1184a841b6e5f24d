import { terminalReset } from '../../terminalReset';
import { AlternateScreen } from './alternateScreen';
import { Hyperlinks } from './hyperlinks';
import { lineFeeds } from './lineFeeds';
import type { ScreenSize } from '../../protocol';
import { UNKNOWN_SIZE } from './screenSize';
import * as work from './work';

/** First and last row of a scroll region, from 1. */
export interface ScrollRegion {
  readonly top: number;
  readonly bottom: number;
}

/** What must be known of a terminal's state to tell what a sequence costs, and to put the terminal back. */
export class ScreenModel {
  size: ScreenSize = UNKNOWN_SIZE;
  /** Whether this terminal may answer the guest's questions. */
  answers = true;
  insertMode = false;
  tabsChanged = false;
  colorsChanged = false;
  region: ScrollRegion | undefined;
  readonly links = new Hyperlinks();
  readonly alternate = new AlternateScreen();
  private lines = 0;
  private atHome = true;
  /** Lines before which the cursor may have text below it; none, if smaller than `lines`. */
  private clearBelowFrom = 0;
  private saved: { readonly clearBelowFrom: number; readonly lines: number } | undefined;

  constructor(
    /** Lets the guest switch bracketed paste on. */
    readonly bracketedPaste: boolean,
  ) {}

  /** The guest has saved the cursor: there is only one place for that. */
  get cursorSaved(): boolean {
    return this.saved !== undefined;
  }

  get cursorAtHome(): boolean {
    return this.atHome;
  }

  /** Each character may cost much more than a character. */
  get textIsCostly(): boolean {
    return this.insertMode || this.tabsChanged || this.region !== undefined;
  }

  /** Takes note of text. @returns what it costs beyond its characters. */
  print(text: string): number {
    this.atHome = false;
    const lines = lineFeeds(text);
    this.lines += lines;
    this.links.scrolled(lines);
    let cost = lines * this.lineFeed;
    if (this.insertMode) cost += text.length * work.cells(this.size.columns);
    if (this.region) cost += (text.length / this.size.columns) * work.regionLine(this.size);
    if (this.tabsChanged) cost += tabs(text) * this.size.columns;
    return cost;
  }

  /** What a line feed costs. */
  get lineFeed(): number {
    const moved = this.region ? work.regionLine(this.size) : work.LINE_FEED;
    return moved + this.links.alive * work.LINK_ON_LINE_FEED;
  }

  moved(): void {
    this.atHome = false;
  }

  /** The cursor went up, or may have. */
  movedUp(home = false): void {
    this.atHome = home && !this.region;
    this.clearBelowFrom = this.lines + this.size.rows;
  }

  movedToBottom(): void {
    this.atHome = false;
    this.clearBelowFrom = this.lines;
  }

  /** The whole screen was erased. */
  cleared(): void {
    this.clearBelowFrom = this.lines;
  }

  saveCursor(): void {
    this.saved = { clearBelowFrom: this.clearBelowFrom, lines: this.lines };
  }

  restoreCursor(): void {
    const { saved } = this;
    this.movedUp();
    if (saved?.lines === this.lines) this.clearBelowFrom = saved.clearBelowFrom;
  }

  /** DECSTR: as in xterm.js, it leaves the alternate screen, the mouse and tab stops alone. */
  softReset(): void {
    this.insertMode = false;
    this.region = undefined;
    this.saved = undefined;
    this.links.closed();
  }

  /** Rows above the cursor to which it can go, and come back without a trace; undefined where lines do not stay. */
  get rowsAbove(): number | undefined {
    if (this.lastLineIsElsewhere) return undefined;
    return this.region || this.cursorSaved ? 0 : this.size.rows - 1;
  }

  /** What is printed next might be overlooked, or overwrite what was printed. */
  get lastLineIsElsewhere(): boolean {
    return this.alternate.isShown || this.clearBelowFrom > this.lines;
  }

  /**
   * Puts the terminal back and leaves the cursor where nothing is overwritten: what was printed in the alternate
   * screen since the last program painted there is printed again, since that screen is gone.
   */
  putBack(): string {
    const { alternate, clearBelowFrom, colorsChanged, size } = this;
    const columns = this.tabsChanged ? size.columns : undefined;
    const textBelow = clearBelowFrom > this.lines;
    const said = alternate.leave();
    this.softReset();
    this.tabsChanged = this.colorsChanged = false;
    this.movedToBottom();
    const bottom = textBelow || said !== '' ? `\x1b[${size.rows};1H\r\n` : '';
    return terminalReset({ columns, colors: colorsChanged }) + bottom + said;
  }
}

function tabs(text: string): number {
  return text.split('\t').length - 1;
}
