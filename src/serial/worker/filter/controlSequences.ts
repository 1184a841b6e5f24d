import { modeRule } from './modes';
import { parameter, withParameter, type ControlSequence, type Decision, type Rule } from './sequence';
import type { ScreenModel } from './screenModel';
import type { ScreenSize } from '../../protocol';
import * as work from './work';

/** Costs the same whatever its parameters. */
function plain(cost: number, note?: (screen: ScreenModel) => void): Rule {
  return (sequence, screen) => {
    note?.(screen);
    return { sequence: sequence.raw, work: cost };
  };
}

/** Does something as often as its parameter says: not more often than the screen can show. */
function counted(
  limit: (size: ScreenSize) => number,
  cost: (count: number, size: ScreenSize) => number,
): Rule {
  return (sequence, { size }) => {
    const asked = parameter(sequence.parameters) || 1;
    const count = Math.min(asked, limit(size));
    const passed = count === asked ? sequence.raw : withParameter(sequence, count);
    return { sequence: passed, work: cost(count, size) };
  };
}

const rows = (size: ScreenSize): number => size.rows;
const columns = (size: ScreenSize): number => size.columns;

/** What saves and restores the cursor: only where the guest has not saved it, as there is one place for that. */
function besideCursor(sequences: string): string {
  return `\x1b7${sequences}\x1b8`;
}

const byLines = counted(rows, (count, size) => count * work.scrolledLine(size));
const byCells = counted(columns, (_, size) => work.cells(size.columns));
const byColumns = counted(columns, (_, size) => work.screenful(size));
const byTabs = counted(columns, (count, size) => work.SEQUENCE + 10 * count + size.columns);

/**
 * SU. What scrolls out at the top of the screen is lost in xterm.js, where other terminals keep it in the scrollback;
 * line feeds at the bottom keep it, and cost a twentieth.
 */
const scrollUp: Rule = (sequence, screen) => {
  const { size, region, cursorSaved, alternate } = screen;
  if (region || cursorSaved || alternate.isShown) return byLines(sequence, screen);
  const count = Math.min(parameter(sequence.parameters) || 1, size.rows);
  const feeds = `\x1b[${size.rows};1H${'\n'.repeat(count)}`;
  return { sequence: besideCursor(feeds), work: 3 * work.SEQUENCE + screen.lineFeed * count };
};

/** Writes the last character again. */
const repeat: Rule = (sequence, screen) => {
  const { size, insertMode } = screen;
  const each = insertMode
    ? work.cells(size.columns)
    : 12 + (screen.region ? work.regionLine(size) / size.columns : 0);
  const rule = counted(
    () => (insertMode ? size.columns : size.rows * size.columns),
    (count) => work.SEQUENCE + count * each,
  );
  return rule(sequence, screen);
};

const sets = plain(work.SEQUENCE);
const moves = plain(work.SEQUENCE, (screen) => screen.moved());
const movesUp = plain(work.SEQUENCE, (screen) => screen.movedUp());

const position: Rule = (sequence, screen) => {
  const row = parameter(sequence.parameters);
  if (row >= screen.size.rows) screen.movedToBottom();
  else screen.movedUp(row <= 1 && parameter(sequence.parameters, 1) <= 1);
  return { sequence: sequence.raw, work: work.SEQUENCE };
};

/** The guest may ask a question only if its answer is new and the only one. */
const asks: Rule = (sequence, { answers }) =>
  answers ? { sequence: sequence.raw, work: work.QUESTION } : undefined;

const COLON = 0x3a;
const SEMICOLON = 0x3b;

const ERASE_BELOW = 0;
const ERASE_ALL = 2;
const ERASE_SCROLLBACK = 3;

/**
 * ED and DECSED. The scrollback is not the guest's to erase. VS Code's terminal moves a screen that is erased as a
 * whole (2) into it, so a screen that is erased from its top on is erased as a whole, too.
 */
const eraseDisplay: Rule = (sequence, screen) => {
  const what = parameter(sequence.parameters);
  if (what === ERASE_SCROLLBACK) return undefined;
  const all = what === ERASE_ALL || (what === ERASE_BELOW && screen.cursorAtHome && sequence.prefix === '');
  if (!all) return { sequence: sequence.raw, work: work.screenful(screen.size) };
  screen.cleared();
  const erase = wholeScreen(withParameter(sequence, ERASE_ALL), screen);
  const one = work.screenful(screen.size);
  // What it moves into the scrollback leaves empty lines, which have no background as erased ones do.
  return what === ERASE_ALL
    ? { sequence: erase, work: one }
    : { sequence: erase + sequence.raw, work: 2 * one };
};

/** With a scroll region, xterm.js (6.1) erases that alone, and nothing goes to the scrollback. */
function wholeScreen(erase: string, { region, cursorSaved, alternate }: ScreenModel): string {
  if (!region || cursorSaved || alternate.isShown) return erase;
  return besideCursor(`\x1b[r${erase}\x1b[${region.top};${region.bottom}r`);
}

const scrollRegion: Rule = (sequence, screen) => {
  const { size } = screen;
  const top = parameter(sequence.parameters) || 1;
  const asked = parameter(sequence.parameters, 1);
  const bottom = asked === 0 || asked > size.rows ? size.rows : asked;
  if (bottom > top) {
    screen.region = top === 1 && bottom === size.rows ? undefined : { top, bottom };
    screen.movedUp();
  }
  return { sequence: sequence.raw, work: work.SEQUENCE };
};

/** What SGR costs, by the number of its parameters. @param end The offset after its final character. */
export function attributesWork(text: string, start: number, end: number): number {
  let parameters = 1;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON || code === COLON) parameters++;
  }
  return work.SEQUENCE + parameters * work.ATTRIBUTE;
}

const attributes: Rule = ({ raw }) => ({
  sequence: raw,
  work: attributesWork(raw, 0, raw.length),
  colors: true,
});

/** XTWINOPS. "Report the size of the text area in characters" is the guest's to ask; all others move windows. */
const windowOperation: Rule = (sequence, screen) =>
  sequence.parameters === '18' ? asks(sequence, screen) : undefined;

const requestPrivateMode: Rule = (sequence, screen) => {
  const passed = asks(sequence, screen);
  return passed && { ...passed, asksMode: parameter(sequence.parameters) };
};

const clearTabs = plain(work.SEQUENCE, (screen) => (screen.tabsChanged = true));
const softReset = plain(work.SOFT_RESET, (screen) => screen.softReset());
const saveCursor = plain(work.SEQUENCE, (screen) => screen.saveCursor());
const restoreCursor = plain(work.SEQUENCE, (screen) => screen.restoreCursor());

/** By the final character. All others are taken out: what they may cost in later versions is unknown. */
const RULES: Readonly<Record<string, Rule>> = {
  S: scrollUp,
  T: byLines,
  '^': byLines,
  L: byLines,
  M: byLines,
  '@': byCells,
  P: byCells,
  X: byCells,
  I: byTabs,
  Z: byTabs,
  b: repeat,
  A: movesUp,
  F: movesUp,
  d: position,
  H: position,
  f: position,
  B: moves,
  C: moves,
  D: moves,
  E: moves,
  G: moves,
  '`': moves,
  a: moves,
  e: moves,
  J: eraseDisplay,
  K: byCells,
  g: clearTabs,
  r: scrollRegion,
  s: saveCursor,
  u: restoreCursor,
  m: attributes,
  h: modeRule,
  l: modeRule,
  c: asks,
  n: asks,
  t: windowOperation,
};

/** By prefix, intermediates and final. */
const FURTHER_RULES: Readonly<Record<string, Rule>> = {
  ' @': byColumns,
  ' A': byColumns,
  "'}": byColumns,
  "'~": byColumns,
  '?J': eraseDisplay,
  '?K': byCells,
  '?h': modeRule,
  '?l': modeRule,
  '!p': softReset,
  ' q': sets,
  '"q': sets,
  '=u': sets,
  '>u': sets,
  '<u': sets,
  '>c': asks,
  '=c': asks,
  '?n': asks,
  '>q': asks,
  '?u': asks,
  $p: asks,
  '?$p': requestPrivateMode,
};

/** @returns what is passed on of a control sequence (CSI). */
export function controlSequence(sequence: ControlSequence, screen: ScreenModel): Decision {
  const { prefix, intermediates, final } = sequence;
  const rule =
    prefix === '' && intermediates === '' ? RULES[final] : FURTHER_RULES[prefix + intermediates + final];
  return rule?.(sequence, screen);
}
