import type { ScreenSize } from '../../protocol';

/**
 * What a terminal has to do for a guest's output, in units of what an ordinary character costs it (about 25 ns in
 * xterm.js 6). The numbers are measured there, rounded up; `terminalCost.test.ts` holds them against it.
 * @module
 */

/** A sequence that sets something. */
export const SEQUENCE = 30;
/** One parameter of SGR. Some copy the attributes. */
export const ATTRIBUTE = 15;
/** A line feed at the bottom of the screen. */
export const LINE_FEED = 25;
/** What a live link adds to every line feed: it holds a marker that moves with the lines. */
export const LINK_ON_LINE_FEED = 0.5;
export const LINK = 1500;
/** LNM is an option of xterm.js, which tells every listener of its options. */
export const NEW_LINE_MODE = 300;
/** DECSTR copies the modes by structuredClone since xterm.js 6.1. */
export const SOFT_RESET = 400;
/** The terminal's answer goes through three processes back to the guest. */
export const QUESTION = 4000;
/** One colour of the palette: the editor makes its glyphs again and redraws everything. */
export const COLOR = 20_000;
export const BELL = 1000;

/** One line scrolled, inserted or deleted: the rows move, a line is made. */
export function scrolledLine({ rows, columns }: ScreenSize): number {
  return 8 * rows + 3 * columns;
}

/** A line feed within a scroll region, or a reverse index. */
export function regionLine({ rows, columns }: ScreenSize): number {
  return 10 * rows + columns;
}

/** Cells of one line erased or moved. */
export function cells(count: number): number {
  return SEQUENCE + 2 * count;
}

/** Every cell of the screen. */
export function screenful({ rows, columns }: ScreenSize): number {
  return SEQUENCE + 1.5 * rows * columns;
}
