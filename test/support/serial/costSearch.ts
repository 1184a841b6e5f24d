import { measure, ordinaryCharacter, timesItsEstimate } from './costMeasure';
import { SequenceGenerator, type Program } from './sequenceGenerator';

const PER_PROGRAM = 200;
/** What costs less at a first look is of no interest; a first look may be disturbed, and is never much too low. */
const SUSPICIOUS = 0.7;
const KEPT = 20;
const WARMING = 300;
/** How often ordinary text is measured, in programs: how fast the computer is changes with what else it does. */
const PROGRAMS_PER_UNIT = 50;

export interface Costly {
  readonly seed: number;
  /** How many times its estimate it costs. */
  readonly ratio: number;
  readonly text: string;
}

/** Generates sequences, filters and shows them, and keeps those that cost most in terms of their estimate. */
export class CostSearch {
  /** How many sequences have been shown. */
  shown = 0;
  /** The slowest first. */
  slowest: readonly Costly[] = [];
  private unit = Infinity;

  constructor() {
    // What runs for the first time is slow.
    for (let seed = 0; seed < WARMING; seed++) measure(new SequenceGenerator(seed).program(PER_PROGRAM).text);
  }

  /** Looks at one text of many sequences; the same seed gives the same one. */
  next(seed: number): void {
    if (seed % PROGRAMS_PER_UNIT === 0 || this.unit === Infinity) this.unit = ordinaryCharacter(3);
    const program = new SequenceGenerator(seed).program(PER_PROGRAM);
    const { characters, estimated, ms } = measure(program.text);
    this.shown += shownOf(program, characters);
    const least = Math.max(SUSPICIOUS, this.slowest[KEPT - 1]?.ratio ?? 0);
    if (ms <= least * estimated * this.unit) return;
    const ratio = timesItsEstimate(program.text, least);
    if (ratio > least) this.keep([...this.slowest, { seed, ratio, text: program.text }]);
  }

  /** All rounds of measuring for those that are left. */
  measureAgain(): void {
    this.keep(this.slowest.map((found) => ({ ...found, ratio: timesItsEstimate(found.text, 0) })));
  }

  private keep(found: Costly[]): void {
    this.slowest = found.sort((a, b) => b.ratio - a.ratio).slice(0, KEPT);
  }
}

/** How many of the sequences that were generated come in the first characters of a program. */
function shownOf({ drawn }: Program, characters: number): number {
  let at = 0;
  return drawn.filter((sequence) => (at += sequence.length) <= characters).length;
}
