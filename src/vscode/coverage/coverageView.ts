import * as vscode from 'vscode';
import { sumOf } from '../../coverage/coverage';
import type { MachineRan } from '../../harness/coverage/machineCoverage';
import { detailsOf, SourceCoverage } from './fileCoverage';

/** Shows coverage where the editor shows that of tests, without a test that has run. */
export class CoverageView implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController(
    'qemu.coverage',
    vscode.l10n.t('QEMU: Coverage'),
  );
  private readonly profile: vscode.TestRunProfile;

  constructor() {
    // There are no tests that could be run; but without a profile there are no details.
    this.profile = this.controller.createRunProfile(
      vscode.l10n.t('Coverage'),
      vscode.TestRunProfileKind.Coverage,
      () => undefined,
    );
    this.profile.loadDetailedCoverage = (_, file) =>
      Promise.resolve(file instanceof SourceCoverage ? detailsOf(file) : []);
  }

  /** @param machine Its name. @param from The first part of the run that counts. */
  async show(machine: string, { files, remarks }: MachineRan, from: number): Promise<void> {
    const name =
      from === 1
        ? vscode.l10n.t('Coverage of {0}', machine)
        : vscode.l10n.t('Coverage of {0} since the mark', machine);
    const shown = files.filter(({ isHere }) => isHere).map((file) => new SourceCoverage(file, from));
    const counted = from === 1 ? shown : shown.filter(({ hasRun }) => hasRun);
    const run = this.controller.createTestRun(
      new vscode.TestRunRequest([], undefined, this.profile),
      name,
      false,
    );
    const missing = files.length - shown.length;
    for (const line of [name, ...sumText(counted), ...remarks, ...missingText(missing), ...limits(from)])
      run.appendOutput(`${line}\r\n`);
    for (const each of counted) run.addCoverage(each);
    run.end();
    if (counted.length > 0) await vscode.commands.executeCommand('workbench.view.testCoverage.focus');
    else await sayNothing(machine, from, remarks);
  }

  dispose(): void {
    this.controller.dispose();
  }
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

async function sayNothing(machine: string, from: number, remarks: readonly string[]): Promise<void> {
  const text =
    from === 1
      ? vscode.l10n.t('No line of {0} can be shown.', machine)
      : vscode.l10n.t('{0} has run no code for the first time since the mark.', machine);
  await vscode.window.showInformationMessage([text, ...remarks].join(' '));
}
