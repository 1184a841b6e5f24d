/**
 * How a terminal is put back into the state in which it was made, its text left alone. The one list of it.
 *
 * VS Code's terminal is xterm.js, whose DECSTR is wide: attributes, open link, character sets, scroll region, saved
 * cursor, origin, insert and wrap mode, cursor shown and its style, keypad and cursor keys, focus reports, bracketed
 * paste, kitty keyboard. Unlike the single mode resets for origin mode and the scroll region it leaves the cursor
 * where it is. The list adds what DECSTR omits there.
 * @module
 */

const SYNCHRONIZED_OUTPUT_OFF = '\x1b[?2026l';
/**
 * From the alternate screen, back to the cursor as it was before. Elsewhere DECSC has just saved the
 * cursor that this mode restores, so nothing moves.
 */
const ALTERNATE_SCREEN_OFF = '\x1b7\x1b[?1049l';
const SOFT_RESET = '\x1b[!p';
const MOUSE_OFF = '\x1b[?9;1000;1002;1003l\x1b[?1005;1006;1015;1016l';
/** LNM is an option of xterm.js, which no reset changes. */
const NEW_LINE_MODE_OFF = '\x1b[20l';
const COLORS_BACK = '\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\';
const TAB_WIDTH = 8;

/** What makes a line of ours legible among a running guest's, with as little change as possible: character set, attributes, link. */
export const LEGIBLE = '\x0f\x1b(B\x1b[m\x1b]8;;\x1b\\';

export interface ResetOptions {
  /** How wide the terminal is; tab stops are left alone if unknown. */
  readonly columns?: number | undefined;
  /** Also the palette: an editor redraws everything for that. */
  readonly colors: boolean;
}

/** What puts a terminal back. The cursor stays, unless the alternate screen is left. */
export function terminalReset({ columns, colors }: ResetOptions): string {
  return [
    SYNCHRONIZED_OUTPUT_OFF,
    ALTERNATE_SCREEN_OFF,
    SOFT_RESET,
    MOUSE_OFF,
    NEW_LINE_MODE_OFF,
    colors ? COLORS_BACK : '',
    columns === undefined ? '' : tabStops(columns),
  ].join('');
}

function tabStops(columns: number): string {
  const further = Math.ceil(columns / TAB_WIDTH) - 1;
  return `\x1b7\x1b[3g\r\x1bH${`\x1b[${TAB_WIDTH}C\x1bH`.repeat(further)}\x1b8`;
}
