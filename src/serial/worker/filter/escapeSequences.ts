import type { ScreenModel } from './screenModel';
import type { Decision } from './sequence';
import * as work from './work';

/** Designates a character set: G0 to G3, and which. */
const CHARACTER_SET = /^[()*+\-./]["-~]$/;
/** Keypad modes and locking shifts. */
const SETS = new Set(['=', '>', 'n', 'o', '|', '}', '~', '%@', '%G']);

/** @returns what is passed on of an escape sequence that is not the beginning of another: intermediates, and final. */
export function escapeSequence(body: string, screen: ScreenModel): Decision {
  const sequence = `\x1b${body}`;
  switch (body) {
    case 'c':
      return fullReset(screen);
    case '7':
      screen.saveCursor();
      return { sequence, work: work.SEQUENCE };
    case '8':
      screen.restoreCursor();
      return { sequence, work: work.SEQUENCE };
    case 'D':
    case 'E':
      return { sequence, work: work.SEQUENCE + screen.print('\n') };
    case 'H':
      screen.tabsChanged = true;
      return { sequence, work: work.SEQUENCE };
    case 'M':
      screen.movedUp();
      return { sequence, work: work.regionLine(screen.size) };
    case '#8':
      screen.movedUp();
      return { sequence, work: work.screenful(screen.size) };
    default:
      if (!SETS.has(body) && !CHARACTER_SET.test(body)) return undefined;
      return { sequence, work: work.SEQUENCE, colors: true };
  }
}

/** RIS empties the scrollback, too: what was said before a reboot. This does all else that it does. */
function fullReset(screen: ScreenModel): Decision {
  const colors = screen.colorsChanged ? 4 * work.COLOR : 0;
  const sequence = `${screen.putBack()}\x1b[2J\x1b[H`;
  screen.cleared();
  screen.movedUp(true);
  screen.cleared();
  return { sequence, work: work.SOFT_RESET + 2 * work.screenful(screen.size) + colors };
}
