import { parameter, type ControlSequence, type Decision } from './sequence';
import type { ScreenModel } from './screenModel';
import * as work from './work';

const INSERT = 4;
const NEW_LINE = 20;
const ANSI_MODES = new Set([INSERT, NEW_LINE]);

const ORIGIN = 6;
/** Reports of the focus and of the colour scheme: switched on, the terminal sends the first one at once. */
const REPORTS = new Set([1004, 2031]);
const SAVED_CURSOR = 1048;
const ALTERNATE_SCREEN = 1049;
/** Older ways to the alternate screen, which do not bring the cursor back. */
const ALTERNATE_SCREENS = new Set([47, 1047, ALTERNATE_SCREEN]);
const BRACKETED_PASTE = 2004;

/**
 * The private modes that a guest may switch. Not those that resize (3, 40) or change how the person's cursor blinks
 * (12: an option in xterm.js), nor win32-input-mode (9001).
 */
const PRIVATE_MODES = new Set([
  1, 2, 5, 6, 7, 8, 9, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1048, 1049, 2026,
  2031,
]);

/** SM, RM, DECSET, DECRST. */
export function modeRule({ prefix, parameters, final }: ControlSequence, screen: ScreenModel): Decision {
  const asked = parameters.split(';').map((text) => parameter(text));
  const on = final === 'h';
  const allowed = prefix === '?' ? privateModes(asked, on, screen) : ansiModes(asked, on, screen);
  if (allowed.length === 0) return undefined;
  return {
    sequence: `\x1b[${prefix}${allowed.join(';')}${final}`,
    work: allowed.reduce((sum, mode) => sum + cost(mode, prefix, screen), 0),
  };
}

function ansiModes(asked: readonly number[], on: boolean, screen: ScreenModel): number[] {
  const allowed = asked.filter((mode) => ANSI_MODES.has(mode));
  if (allowed.includes(INSERT)) screen.insertMode = on;
  return allowed;
}

function privateModes(asked: readonly number[], on: boolean, screen: ScreenModel): number[] {
  const allowed = asked.flatMap((mode) => {
    if (ALTERNATE_SCREENS.has(mode)) return alternateScreen(on, screen);
    if (mode === BRACKETED_PASTE) return screen.bracketedPaste || !on ? [mode] : [];
    if (REPORTS.has(mode) && on && !screen.answers) return [];
    return PRIVATE_MODES.has(mode) ? [mode] : [];
  });
  if (allowed.includes(ORIGIN)) screen.movedUp();
  if (allowed.includes(SAVED_CURSOR)) {
    if (on) screen.saveCursor();
    else screen.restoreCursor();
  }
  return allowed;
}

/** One way there and back, by which the cursor returns to where it was; leaving it twice would move the cursor. */
function alternateScreen(on: boolean, screen: ScreenModel): number[] {
  const { alternate } = screen;
  if (on === alternate.isShown) return [];
  if (on) {
    screen.saveCursor();
    alternate.enter();
  } else {
    alternate.leave();
    screen.restoreCursor();
  }
  return [ALTERNATE_SCREEN];
}

function cost(mode: number, prefix: string, { size }: ScreenModel): number {
  if (prefix !== '?') return mode === NEW_LINE ? work.NEW_LINE_MODE : work.SEQUENCE;
  if (mode === ALTERNATE_SCREEN) return work.SEQUENCE * 10 + work.screenful(size);
  return REPORTS.has(mode) ? work.QUESTION : 4 * work.SEQUENCE;
}
