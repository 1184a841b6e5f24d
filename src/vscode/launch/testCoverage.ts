import type * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';

/** A test that has run, and where in its port's output it did, in bytes: code that ran between these belongs to it. */
export interface TestSpan {
  readonly item: vscode.TestItem;
  readonly start: number;
  readonly end: number;
}

/** What a guest's tests have run. */
export interface TestedRun {
  readonly machine: Machine;
  /** The name of the port on which they tell their results. */
  readonly port: string;
  /** In the order in which they ran. */
  readonly tests: readonly TestSpan[];
}

/** Which code has run, for runs of the Test Explorer, and which of it in which test. */
export interface TestCoverage {
  /**
   * Adds what a machine's tests have run to a run of the editor's. To be called before the next machine starts.
   * @throws as `MachineCoverage.read` does; an error when the machine's coverage was not read.
   */
  add(run: vscode.TestRun, tested: TestedRun, signal: AbortSignal): Promise<void>;
  /** What is shown at the lines of a file that was added. */
  details(file: vscode.FileCoverage): vscode.FileCoverageDetail[];
  /** The same for one of its tests. */
  detailsOfTest(file: vscode.FileCoverage, item: vscode.TestItem): vscode.FileCoverageDetail[];
}
