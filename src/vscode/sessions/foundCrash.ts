import type { CrashFound } from '../../api';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';
import type { Guest } from './guest';

/** A crash of a guest, with what the symbol files say about it. */
export interface FoundCrash {
  readonly guest: Guest;
  readonly resolved: ResolvedReport;
  /** For other extensions. */
  readonly told: CrashFound;
  /** What its port had printed up to the report's end, as far as it was kept. Never rejects. */
  readonly lines: Promise<readonly string[]>;
}
