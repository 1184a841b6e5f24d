import * as vscode from 'vscode';
import { sumOf } from '../../coverage/coverage';
import type { MachineRan } from '../../harness/coverage/machineCoverage';
import type { SourceCoverage } from './fileCoverage';

interface ShownCoverage {
  readonly ran: MachineRan;
  /** The sources that are here. */
  readonly shown: readonly SourceCoverage[];
  /** Those that are listed. */
  readonly counted: readonly SourceCoverage[];
  /** The first part of the run that counts. */
  readonly from: number;
}

/** Adds coverage to a run of the editor's, with its sums and with what it cannot tell. @param more Further remarks. */
export function addCoverage(
  run: vscode.TestRun,
  { ran: { files, remarks }, shown, counted, from }: ShownCoverage,
  more: readonly string[] = [],
): void {
  const missing = missingText(files.length - shown.length);
  for (const line of [...sumText(counted), ...remarks, ...missing, ...limits(from), ...more])
    run.appendOutput(`${line}\r\n`);
  for (const each of counted) run.addCoverage(each);
}

function sumText(shown: readonly SourceCoverage[]): string[] {
  const counts = shown.map(({ statementCoverage: { covered, total } }) => ({ ran: covered, all: total }));
  const lines = sumOf(counts);
  const functions = sumOf(
    shown.map(({ declarationCoverage: found }) => ({ ran: found?.covered ?? 0, all: found?.total ?? 0 })),
  );
  return [
    vscode.l10n.t(
      '{0} of {1} lines, {2} of {3} functions.',
      lines.ran,
      lines.all,
      functions.ran,
      functions.all,
    ),
  ];
}

const missingText = (missing: number): string[] =>
  missing === 0
    ? []
    : [vscode.l10n.t('{0} sources are not on this computer. "sourceMap" can say where they are.', missing)];

/** What this coverage cannot tell, where it is shown. */
function limits(from: number): string[] {
  return [
    vscode.l10n.t(
      'QEMU tells of code right before it first runs: a line has run or has not, and nobody counts.',
    ),
    vscode.l10n.t(
      'A block in which an instruction faults counts as a whole. Only translated code is told of (TCG).',
    ),
    ...(from === 1 ? [] : [vscode.l10n.t('Lines that had run before the mark are left blank.')]),
  ];
}
