import * as vscode from 'vscode';
import type { RunRecord } from '../../../machine/runs/runRecord';
import type { RunStore } from '../../../machine/runs/runStore';
import type { Services } from '../../services';
import { runCommand } from '../../editor/runCommand';
import { compareWithPrevious } from './compare';
import { deleteRun } from './deleteRun';
import { pickRun, portIn } from './pickRun';
import type { RunDocuments } from './runDocuments';

type RunCommand = 'qemu.runAgain' | 'qemu.openRun' | 'qemu.compareRuns' | 'qemu.revealRun' | 'qemu.deleteRun';

/** What can be done with runs that have ended. */
export function runCommands(
  { launcher }: Services,
  runs: RunStore,
  documents: RunDocuments,
): Record<RunCommand, (argument: unknown) => Promise<unknown>> {
  const onRun =
    (work: (run: RunRecord, argument: unknown) => Promise<unknown>) =>
    async (argument: unknown): Promise<void> => {
      const run = await pickRun(runs, argument);
      if (run) await work(run, argument);
    };
  return {
    // As it was then: what is written by now is launched by its task.
    'qemu.runAgain': onRun((run) => launcher.launchResolved(run.config, { presentation: { focus: true } })),
    'qemu.openRun': onRun((run, argument) =>
      runCommand('qemu.openSerialOutput', { output: runs.output(run), index: portIn(argument) }),
    ),
    'qemu.compareRuns': onRun((run, argument) => compareWithPrevious(runs, documents, run, portIn(argument))),
    'qemu.revealRun': onRun((run) => reveal(vscode.Uri.file(runs.folder(run)))),
    'qemu.deleteRun': onRun((run) => deleteRun(runs, run)),
  };
}

/** The file manager is one of the person's own computer: where the files are elsewhere, the editor's own dialog shows them. */
async function reveal(folder: vscode.Uri): Promise<void> {
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (isHere) {
    await vscode.commands.executeCommand('revealFileInOS', folder);
    return;
  }
  const [file] = (await vscode.window.showOpenDialog({ defaultUri: folder })) ?? [];
  if (file) await vscode.commands.executeCommand('vscode.open', file);
}
