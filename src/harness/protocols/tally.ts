import type { Outcome, Summary } from './protocol';

/** Sentences that are kept; a guest need never stop to break the rules. */
const MOST_PROBLEMS = 100;

/** Counts results, and keeps what is wrong with a run. */
export class Tally {
  private readonly counts: Record<Outcome, number> = {
    passed: 0,
    failed: 0,
    skipped: 0,
    known: 0,
    crashed: 0,
  };
  private readonly problems = new Set<string>();
  private isWhole = true;

  count(outcome: Outcome, tests = 1): void {
    this.counts[outcome] += tests;
  }

  problem(sentence: string): void {
    if (this.problems.size < MOST_PROBLEMS) this.problems.add(sentence);
  }

  /** Nobody can say whether all tests have run. */
  incomplete(sentence: string): void {
    this.isWhole = false;
    this.problem(sentence);
  }

  /** @param ended The text is over, and its outermost group with it. */
  summary(ended: boolean): Summary {
    const { counts, problems } = this;
    return {
      counts: { ...counts },
      complete: ended && this.isWhole && counts.crashed === 0,
      problems: [...problems],
    };
  }
}
