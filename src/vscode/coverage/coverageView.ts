import * as vscode from 'vscode';
import type { MachineRan } from '../../harness/coverage/machineCoverage';
import { notice } from '../editor/notices';
import { addCoverage } from './addedCoverage';
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
  async show(machine: string, ran: MachineRan, from: number): Promise<void> {
    const name =
      from === 1
        ? vscode.l10n.t('Coverage of {0}', machine)
        : vscode.l10n.t('Coverage of {0} since the mark', machine);
    const shown = ran.files.filter(({ isHere }) => isHere).map((file) => new SourceCoverage(file, from));
    const counted = from === 1 ? shown : shown.filter(({ hasRun }) => hasRun);
    const run = this.controller.createTestRun(
      new vscode.TestRunRequest([], undefined, this.profile),
      name,
      false,
    );
    run.appendOutput(`${name}\r\n`);
    addCoverage(run, { ran, shown, counted, from });
    run.end();
    if (counted.length > 0) await vscode.commands.executeCommand('workbench.view.testCoverage.focus');
    else await sayNothing(machine, from, ran.remarks);
  }

  dispose(): void {
    this.controller.dispose();
  }
}

async function sayNothing(machine: string, from: number, remarks: readonly string[]): Promise<void> {
  const text =
    from === 1
      ? vscode.l10n.t('No line of {0} can be shown.', machine)
      : vscode.l10n.t('{0} has run no code for the first time since the mark.', machine);
  await notice('Information', [text, ...remarks].join(' '));
}
