import { lineFeeds } from './lineFeeds';

/** The most that is remembered of what is said there, in characters. */
const REMEMBERED = 65_536;

/**
 * The alternate screen has no scrollback, and is gone when it is left. A program that paints there keeps moving the
 * cursor. Lines that follow each other without such moves come from something else: the kernel's panic over an editor,
 * the firmware after a reset. They are remembered, so that they can be said where they are kept.
 */
export class AlternateScreen {
  private shown = false;
  private said = '';
  private lines = 0;

  get isShown(): boolean {
    return this.shown;
  }

  enter(): void {
    this.shown = true;
    this.painted();
  }

  /** The cursor was moved or something erased: what is on this screen is a painting. */
  painted(): void {
    this.said = '';
    this.lines = 0;
  }

  /** Text, and what colours it. */
  say(text: string): void {
    this.said = (this.said + text).slice(-REMEMBERED);
    this.lines += lineFeeds(text);
  }

  /** More lines were said in a row than the screen can show. */
  overflows(rows: number): boolean {
    return this.lines > rows;
  }

  /** @returns what was said there last, to be repeated on the ordinary screen. */
  leave(): string {
    const { said, lines } = this;
    this.painted();
    const { shown } = this;
    this.shown = false;
    return shown && lines > 0 ? said : '';
  }
}
