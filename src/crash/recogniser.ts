import type { ConsoleLine } from './console/consoleLine';
import type { CrashReport, CrashSystem } from './report';

/**
 * What becomes of a line that is offered to a gathering report: it `belongs` to it, or it stands between its lines
 * and `passes`, or the report was `over` before it. `last` belongs, and the report is complete.
 */
export type Verdict = 'belongs' | 'passes' | 'over' | 'last';

/** A report that is being read. */
export interface Gathering {
  /** Offers the next line of the console. */
  offer(line: ConsoleLine): Verdict;
  /** Whether a line that could begin a report of its own belongs to this one instead. */
  claims?(line: ConsoleLine): boolean;
  /** Told that another report of the same system begins with `line`: whether this one ends before it. */
  yieldsTo?(line: ConsoleLine): boolean;
  /** The report, or nothing when what came after the first line shows that it was none. */
  finish(): CrashReport | undefined;
}

/** Knows the crashes of one system. */
export interface Recogniser {
  readonly system: CrashSystem;
  /** Literal texts, one of which stands in every line that can begin a report. They keep ordinary lines cheap. */
  readonly triggers: readonly string[];
  /**
   * Looks at a line with one of the triggers.
   *
   * @param before The lines before it, the newest last.
   */
  begin(line: ConsoleLine, before: readonly ConsoleLine[]): Gathering | undefined;
}
