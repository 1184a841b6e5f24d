import type { VerdictKind } from './verdict';

/** What a run's verdict means to a shell. 0 is a proved pass and nothing else; 130 is what shells make of Ctrl-C. */
export const EXIT_CODES: Readonly<Record<VerdictKind, number>> = {
  passed: 0,
  failed: 1,
  incomplete: 1,
  skipped: 1,
  known: 1,
  crashed: 2,
  stalled: 3,
  cancelled: 130,
};
