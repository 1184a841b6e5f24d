import type { ScreenModel } from './screenModel';
import type { Decision } from './sequence';
import * as work from './work';

const WEB_PAGE = /^https?:\/\//i;
const SETS_OR_ASKS_PALETTE = /^(4|5)$/;
const SETS_OR_ASKS_COLOR = /^1[0-9]$/;
const RESETS_COLOR = /^(104|105|11[0-9])$/;

/**
 * OSC. Allowed are colours (4, 5, 10 to 19 and their resets), whose questions the terminal answers to the guest,
 * and links to web pages (8). Not allowed, among others: titles (0 to 2), working directory (7), notifications and
 * progress (9, 99, 777), clipboard (52), shell integration (133, 633), iTerm's (1337).
 * @param bell It ended with BEL; the terminal answers in kind.
 */
export function systemCommand(body: string, screen: ScreenModel, bell: boolean): Decision {
  const [number = ''] = body.split(';', 1);
  const rest = body.slice(number.length + 1);
  const end = bell ? '\x07' : '\x1b\\';
  if (number === '8') return hyperlink(rest, screen);
  if (SETS_OR_ASKS_PALETTE.test(number)) return colors(number, pairs(rest), screen, end);
  if (SETS_OR_ASKS_COLOR.test(number)) return colors(number, singles(rest), screen, end);
  if (!RESETS_COLOR.test(number)) return undefined;
  return { sequence: `\x1b]${body}${end}`, work: work.COLOR * body.split(';').length };
}

function hyperlink(rest: string, { links }: ScreenModel): Decision {
  const at = rest.indexOf(';');
  if (at === -1) return undefined;
  const address = rest.slice(at + 1);
  if (address !== '' && !WEB_PAGE.test(address)) return undefined;
  const sequence = address === '' ? links.close() : links.open(address);
  return { sequence, work: work.LINK, colors: true };
}

/** Colours, each by itself or after its index; a question mark asks for one. */
function colors(
  number: string,
  slots: readonly (readonly string[])[],
  screen: ScreenModel,
  end: string,
): Decision {
  const asking = slots.filter((slot) => slot.at(-1) === '?').length;
  if (slots.length === 0 || (asking === slots.length && !screen.answers)) return undefined;
  if (asking < slots.length) screen.colorsChanged = true;
  // A question taken out leaves its place empty: colours without an index go by their place.
  const passed = slots.map((slot) =>
    screen.answers ? slot : slot.map((part) => (part === '?' ? '' : part)),
  );
  return {
    sequence: `\x1b]${number};${passed.map((slot) => slot.join(';')).join(';')}${end}`,
    work: asking * work.QUESTION + (slots.length - asking) * work.COLOR,
    colors: true,
  };
}

function singles(rest: string): string[][] {
  return rest.split(';').map((color) => [color]);
}

function pairs(rest: string): string[][] {
  const parts = rest.split(';');
  return Array.from({ length: Math.floor(parts.length / 2) }, (_, index) =>
    parts.slice(2 * index, 2 * index + 2),
  );
}

/** DCS. Allowed is DECRQSS, a question about the screen's settings; the guest gets the answer. */
export function deviceControl(body: string, { answers }: ScreenModel): Decision {
  if (!answers || !/^\$q[ -~]{0,8}$/.test(body)) return undefined;
  return { sequence: `\x1bP${body}\x1b\\`, work: work.QUESTION, colors: true };
}
