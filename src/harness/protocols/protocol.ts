import type { ByteRange } from '../../crash/report';
import type { ConsoleLine } from '../../crash/console/consoleLine';
import type { EndReport } from '../../machine/end/endReport';

/**
 * What one test came to. `known`: it failed, as it is known to do. `crashed`: it was to run, and there is no result of
 * it.
 */
export type Outcome = 'passed' | 'failed' | 'skipped' | 'known' | 'crashed';

/** A line of a source as a guest has printed it. Nobody has looked whether there is one. */
export interface FailurePlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** One test, or a group of tests, with its result. Names and reasons come from the guest: bounded, hostile text. */
export interface TestResult extends ByteRange {
  /** From the outermost group to the test itself. */
  readonly path: readonly string[];
  readonly outcome: Outcome;
  readonly reason?: string;
  /** A group has others below it, which are counted in its place. */
  readonly isGroup: boolean;
  /** On the guest's own clock, if it prints one; in milliseconds. */
  readonly durationMs?: number;
  /** Where it failed, if the result itself says so. */
  readonly place?: FailurePlace;
}

/** How all of it ended. */
export interface Summary {
  readonly counts: Readonly<Record<Outcome, number>>;
  /** The guest said how many tests there would be, and each of them has a result. A pass needs it. */
  readonly complete: boolean;
  /** Where the text does not keep to the protocol, and what is missing; one sentence each. */
  readonly problems: readonly string[];
}

/** Reads one protocol from a port's lines. Work and memory are in proportion to the lines, whatever they hold. */
export interface ProtocolReader {
  /** Takes the next line. @returns the results that are known with it. */
  take(line: ConsoleLine): readonly TestResult[];
  /**
   * No line follows.
   * @param report How the machine has ended, if it has.
   * @returns what can be said of tests that have begun, or should have.
   */
  end(report?: EndReport): readonly TestResult[];
  readonly summary: Summary;
}
