import { findSources } from '../../crash/places/sourcePlaces';
import type { FailurePlace } from '../protocols/protocol';

/** Of a line that is looked at, in characters. */
const LOOKED_AT = 500;
/** What lines say that tell of a failure: those of KUnit, Unity, ztest, Rust's panics and C's `assert`. */
const TELLS = /fail|assert|panick|expect/i;

/** What a test says about its failure. */
export interface TestFailure {
  /** From the first line that tells of it on; all of them if none does. */
  readonly lines: readonly string[];
  /** What that line names. */
  readonly place?: FailurePlace;
}

/** Finds the first line that tells of a failure and names a source. */
export function testFailure(lines: readonly string[]): TestFailure {
  for (const [index, line] of lines.entries()) {
    const text = line.slice(0, LOOKED_AT);
    const [found] = TELLS.test(text) ? findSources(text) : [];
    if (found) return { lines: lines.slice(index), place: { file: found.file, line: found.line } };
  }
  return { lines };
}
