import type { ConsoleLine } from './console/consoleLine';

/** The first line of a report, and what its pattern found in it. */
export interface Opening {
  readonly line: ConsoleLine;
  readonly found: RegExpExecArray;
  /** The lines before it, the newest last. */
  readonly before: readonly ConsoleLine[];
}
