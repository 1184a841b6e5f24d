import type { TestResult } from './protocol';

/** What a text takes beside its characters, in characters: a path may have many levels with next to nothing in them. */
const EACH_TEXT = 20;

/** Of all results of a run that are kept, in characters as `keptSize` counts them. */
export const MOST_KEPT = 16_000_000;

/** What a result takes where it is kept or sent, in characters. */
export const keptSize = ({ path, reason = '' }: TestResult): number =>
  path.reduce((sum, name) => sum + name.length + EACH_TEXT, reason.length);

/** Room for the results of one or several runs. */
export class KeptRoom {
  /** @param left In characters as `keptSize` counts them. */
  constructor(private left = MOST_KEPT) {}

  /** @returns whether there is room for one more. Behind one without room there is none: what is kept has no gaps. */
  takes(result: TestResult): boolean {
    this.left -= keptSize(result);
    return this.left >= 0;
  }
}
