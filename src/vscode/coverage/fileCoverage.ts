import * as vscode from 'vscode';
import type { CoveredSource } from '../../api';
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

function detailsWhere(
  source: MachineSource,
  counts: (firstRun: number) => boolean,
): vscode.FileCoverageDetail[] {
  const { lines, functions } = knownParts(source, counts);
  return [
    ...functions.map(({ name, line, ran }) => new vscode.DeclarationCoverage(name, ran, wholeLine(line))),
    ...lines.map(({ line, ran }) => new vscode.StatementCoverage(ran, wholeLine(line))),
  ];
}

/**
 * Which lines and functions have run, and which have not.
 * @param counts Whether what first ran in this part is told as run, and is left out else. What has never run always is told, as that.
 */
export function knownParts(
  { lines, firstRuns, functions }: MachineSource,
  counts: (firstRun: number) => boolean,
): Pick<CoveredSource, 'lines' | 'functions'> {
  const isKnown = (firstRun = 0): boolean => firstRun === 0 || counts(firstRun);
  return {
    lines: [...lines].flatMap((line, index) =>
      isKnown(firstRuns[index]) ? [{ line, ran: (firstRuns[index] ?? 0) > 0 }] : [],
    ),
    functions: functions
      .filter(({ firstRun }) => isKnown(firstRun))
      .map(({ name, line, firstRun }) => ({ name, line, ran: firstRun > 0 })),
  };
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
