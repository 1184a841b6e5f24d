import type { CrashFound } from '../../api';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';
import type { Machine } from '../../machine/machine';

/** A crash of a machine, with what the symbol files say about it. */
export interface FoundCrash {
  readonly machine: Machine;
  readonly resolved: ResolvedReport;
  /** For other extensions. */
  readonly told: CrashFound;
}
