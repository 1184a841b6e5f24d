import type { Stats, Test } from 'mocha';

export interface Results extends Stats {
  /** What failed, a line each. */
  readonly failed: readonly string[];
}

export function resultsOf(stats: Stats, failures: readonly Test[]): Results;
