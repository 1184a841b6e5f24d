import * as vscode from 'vscode';
import { functionCount, lineCount, type RunCount } from '../../coverage/coverage';
import type { MachineSource } from '../../harness/coverage/machineCoverage';

/** One source in the editor's view of coverage, with what its details are made from. */
export class SourceCoverage extends vscode.FileCoverage {
  /** @param from The first part of the run that counts. @param testOf The tests that parts belong to. */
  constructor(
    readonly source: MachineSource,
    readonly from: number,
    readonly testOf: ReadonlyMap<number, vscode.TestItem> = new Map(),
  ) {
    super(
      vscode.Uri.file(source.path),
      asCount(lineCount(since(source, from))),
      undefined,
      source.functions.length === 0 ? undefined : asCount(functionCount(since(source, from))),
      testsIn(source, testOf),
    );
  }

  /** Whether anything in it has run in the parts that count. */
  get hasRun(): boolean {
    return this.statementCoverage.covered > 0;
  }
}

/**
 * What is shown at the lines. After a mark, lines that had run before it are left blank: they have run, but nobody knows whether
 * they did so again.
 */
export const detailsOf = ({ source, from }: SourceCoverage): vscode.FileCoverageDetail[] =>
  detailsWhere(source, (firstRun) => firstRun >= from);

/** The same for one test: what others were the first to run is left blank. */
export const detailsOfTest = (
  { source, testOf }: SourceCoverage,
  item: vscode.TestItem,
): vscode.FileCoverageDetail[] => detailsWhere(source, (firstRun) => testOf.get(firstRun) === item);

/** @param counts Whether what first ran in this part is shown as run. What has never run always is, as that. */
function detailsWhere(
  source: MachineSource,
  counts: (firstRun: number) => boolean,
): vscode.FileCoverageDetail[] {
  const isKnown = (firstRun = 0): boolean => firstRun === 0 || counts(firstRun);
  const lines = [...source.lines].flatMap((line, index) =>
    isKnown(source.firstRuns[index])
      ? new vscode.StatementCoverage((source.firstRuns[index] ?? 0) > 0, wholeLine(line))
      : [],
  );
  const functions = source.functions
    .filter(({ firstRun }) => isKnown(firstRun))
    .map(({ name, line, firstRun }) => new vscode.DeclarationCoverage(name, firstRun > 0, wholeLine(line)));
  return [...functions, ...lines];
}

/** The tests that were the first to run anything of a source. */
function testsIn(
  { firstRuns }: MachineSource,
  testOf: ReadonlyMap<number, vscode.TestItem>,
): vscode.TestItem[] {
  const tests = [...new Set(firstRuns)].map((part) => testOf.get(part));
  return [...new Set(tests.filter((test) => test !== undefined))];
}

/** The same source, in which what ran before some part has not run. */
function since(source: MachineSource, from: number): Pick<MachineSource, 'firstRuns' | 'functions'> {
  const counted = (firstRun: number): number => (firstRun >= from ? firstRun : 0);
  return {
    firstRuns: source.firstRuns.map(counted),
    functions: source.functions.map((each) => ({ ...each, firstRun: counted(each.firstRun) })),
  };
}

const asCount = ({ ran, all }: RunCount): vscode.TestCoverageCount => new vscode.TestCoverageCount(ran, all);

/** Longer than any line: the editor ends it where the line does. */
const LINE_END = 10_000;

/** Lines are counted from 1. */
const wholeLine = (line: number): vscode.Range => new vscode.Range(line - 1, 0, line - 1, LINE_END);
