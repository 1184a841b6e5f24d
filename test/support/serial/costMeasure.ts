import { cpuTime } from '../cpuTime';
import { Rendering } from '../../../src/serial/worker/terminal/rendering';
import { ORDINARY } from './costlySequences';
import { HeadlessTerminal } from './headlessTerminal';

/** A full scrollback costs more than an empty one. */
const SCROLLBACK = 100;
const SCROLLED = 'said before\r\n'.repeat(SCROLLBACK + 30);
const SIZE = { rows: 30, columns: 80 };
const OPTIONS = {
  newline: 'cr',
  implicitCarriageReturn: false,
  localEcho: false,
  bracketedPaste: false,
  size: SIZE,
} as const;
/** Enough to be measured, in units of the estimate. */
const ENOUGH_WORK = 300_000;
/** Below this, in characters, all is the same: what calling the terminal costs. */
const LEAST = 2000;
const ROUNDS = 9;

export interface MeasuredCost {
  /** How much of the text that was, in characters. */
  readonly characters: number;
  /** What it was thought to cost the terminal, in characters of ordinary text, and `LEAST` at least. */
  readonly estimated: number;
  /** What it did cost, in milliseconds of processor time: the least of the runs, as what else the computer does only adds to it. */
  readonly ms: number;
}

/** Shows what the filter lets through of a text, or enough of it, on terminals of their own. */
export function measure(text: string, runs = 1): MeasuredCost {
  const rendering = new Rendering(OPTIONS);
  rendering.push(Buffer.from(text), true);
  const { text: passed, work, from } = rendering.take(ENOUGH_WORK);
  let ms = Infinity;
  for (let run = 0; run < runs; run++) ms = Math.min(ms, show(passed));
  return { characters: from, estimated: Math.max(work, LEAST), ms };
}

/** What a character of ordinary text costs, in milliseconds. */
export function ordinaryCharacter(runs: number): number {
  const { estimated, ms } = measure(ORDINARY, runs);
  return ms / estimated;
}

/**
 * How many times its estimate a text costs. Ordinary text is measured beside it, so that a computer that is slow at
 * the moment is so for both; what seems to cost more than `limit` is measured again, up to nine times.
 */
export function timesItsEstimate(text: string, limit: number): number {
  let least = Infinity;
  for (let round = 1; round <= ROUNDS && least > limit; round++) {
    const unit = ordinaryCharacter(round);
    const { estimated, ms } = measure(text, round);
    least = Math.min(least, ms / (estimated * unit));
  }
  return least;
}

function show(text: string): number {
  const terminal = new HeadlessTerminal(SIZE, SCROLLBACK);
  terminal.write(SCROLLED);
  const begin = cpuTime();
  terminal.write(text);
  const ms = cpuTime() - begin;
  terminal.dispose();
  return ms;
}
