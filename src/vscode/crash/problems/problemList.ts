import { isLine } from '../../../machine/crash/guiltyPlace';
import type { ResolvedReport, SourcePlace } from '../../../machine/crash/resolvedReport';

/** What a crash says about one line of a source. */
export interface CrashProblem extends SourcePlace {
  /** Which machine: started again, it has the same. */
  readonly machine: string;
  readonly title: string;
  /** The calls whose sources are here, innermost first. */
  readonly calls: readonly (SourcePlace & { readonly name: string })[];
  /** By the list's clock. */
  readonly since: number;
}

/** Lines of one machine, and of all machines. The first ones stay: they are the cause of what follows. */
const MOST_OF_MACHINE = 20;
const MOST = 200;
/** Frames that go with a line. */
const MOST_CALLS = 32;
/**
 * A guest that resets itself this soon after a crash does so because of it, in milliseconds (Linux's `panic=10` is the
 * longest wait that is common): what it has to say about that crash must outlive it.
 */
const OWN_RESET_MS = 15_000;

/** The lines that running machines have crashed in. Each method tells whether anything has changed. */
export class ProblemList {
  private list: readonly CrashProblem[] = [];

  /** @param now Milliseconds. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  get problems(): readonly CrashProblem[] {
    return this.list;
  }

  /** A crash without a line that is here says nothing about any file. */
  add(machine: string, { report, guilty, frames }: ResolvedReport): boolean {
    const { title } = report;
    if (!guilty || this.list.length >= MOST || this.of(machine).length >= MOST_OF_MACHINE) return false;
    const isSame = (other: CrashProblem): boolean =>
      other.title === title && other.path === guilty.path && other.line === guilty.line;
    if (this.of(machine).some(isSame)) return false;
    const calls = frames.flatMap(({ path, line, column, function: name = '??' }) =>
      path === undefined || !isLine(line)
        ? []
        : [{ path, line, ...(column !== undefined && { column }), name }],
    );
    const problem = { ...guilty, machine, title, calls: calls.slice(0, MOST_CALLS), since: this.now() };
    this.list = [...this.list, problem];
    return true;
  }

  /** The machine boots again: by its guest's own wish, or by somebody's. */
  reset(machine: string, byGuest: boolean): boolean {
    const since = this.now() - OWN_RESET_MS;
    return this.keep((problem) => problem.machine !== machine || (byGuest && problem.since > since));
  }

  /** A machine of this name has been started. */
  started(machine: string): boolean {
    return this.keep((problem) => problem.machine !== machine);
  }

  private of(machine: string): readonly CrashProblem[] {
    return this.list.filter((problem) => problem.machine === machine);
  }

  private keep(isKept: (problem: CrashProblem) => boolean): boolean {
    const before = this.list.length;
    this.list = this.list.filter(isKept);
    return this.list.length < before;
  }
}
