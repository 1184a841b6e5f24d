import type { WindowResult } from '../vscode/result';
import type { WindowRound } from './rounds';
import { count, median, ms, rowsOf, type Goal, type Row, type Unit } from './row';

const BUILT_IN = 'built-in terminal';
/** No slower than what people have without us. */
const NO_MORE = { atMost: 1 };

type Of = (window: WindowResult) => number | undefined;

/** What the product does to a window: rows about the extension host, the screen, and keys. */
export const WINDOW_ROWS: readonly Row[] = [
  ratio('activate', 'activate()', (w) => w.activateMs, ['three well-known extensions', wellKnown], NO_MORE),
  value('load', 'loading dist/extension.js', ms, (w) => w.loadMs),
  value('touched', 'files read, processes started in activate()', count, (w) => w.touches.length, {
    atMost: 0,
  }),
  ratio('key', 'key to screen', (w) => w.key.ours, [BUILT_IN, (w) => w.key.builtIn], NO_MORE),
  loop('loop-flood', 'event loop p99, 16550 flood', (w) => w.flood.loop.p99, { atMost: 1.25 }),
  loop('loop-first', '… in its first 4 MB, all of which are shown', (w) => w.flood.first.p99),
  loop('loop-unseen', '… with its output paused', (w) => w.flood.unseen.p99),
  loop('loop-spool', 'event loop p99, spool at 500 MB/s', (w) => w.spool.loop.p99, NO_MORE),
  loop('loop-writer', '… with a file that nobody reads', (w) => w.writer.p99),
  loop('loop-idle', '… with nothing going on', (w) => w.idle.p99),
  answer('ctrl-c', 'Ctrl-C until the answer is shown, 16550 flood', (w) => w.flood.answerMs, NO_MORE),
  answer('ctrl-c-guest', '… until the guest has it', (w) => w.flood.ctrlCMs),
  answer('ctrl-c-spool', 'Ctrl-C until the guest has it, spool at 500 MB/s', (w) => w.spool.ctrlCMs, NO_MORE),
  answer('current', 'current output after the flood', (w) => w.flood.currentMs, NO_MORE),
  answer('current-spool', 'current output after 500 MB/s', (w) => w.spool.currentMs, NO_MORE),
  ratio('long-tasks', 'longest renderer task in the flood', (w) => w.flood.longestTaskMs, [
    BUILT_IN,
    (w) => w.builtInFlood.longestTaskMs,
  ]),
  value('long-tasks-spool', 'longest renderer task at 500 MB/s', ms, (w) => w.spool.longestTaskMs),
];

function wellKnown({ wellKnown: times }: WindowResult): number | undefined {
  return median(Object.values(times));
}

function ratio(name: string, title: string, of: Of, [other, otherOf]: [string, Of], goal?: Goal): Row {
  const rows = rowsOf<WindowRound>('vscode');
  return rows.ratio(name, title, ms, [({ ours }) => of(ours), other, ({ ours }) => otherOf(ours)], goal);
}

function value(name: string, title: string, unit: Unit, of: Of, goal?: Goal): Row {
  return rowsOf<WindowRound>('vscode').value(name, title, unit, ({ ours }) => of(ours), goal);
}

/** How late the extension host's event loop is, against the same in the built-in terminal's own flood. */
function loop(name: string, title: string, of: Of, goal?: Goal): Row {
  return ratio(name, title, of, [`${BUILT_IN}’s flood`, (w) => w.builtInFlood.loop.p99], goal);
}

/** A time against that from Ctrl-C to the shown answer in the built-in terminal's own flood. */
function answer(name: string, title: string, of: Of, goal?: Goal): Row {
  return ratio(name, title, of, [`${BUILT_IN}, Ctrl-C to answer`, (w) => w.builtInFlood.answerMs], goal);
}
