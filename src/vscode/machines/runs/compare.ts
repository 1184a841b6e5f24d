import * as vscode from 'vscode';
import { previousOf } from '../../../machine/runs/previousRun';
import type { RunRecord } from '../../../machine/runs/runRecord';
import type { RunStore } from '../../../machine/runs/runStore';
import { notice } from '../../editor/notices';
import { timeOf } from '../../editor/timeOfRun';
import type { RunDocuments } from './runDocuments';

/**
 * The difference between what a port said in a run and in the one before it of the same machine, with words in place of times, addresses
 * and process ids.
 */
export async function compareWithPrevious(
  runs: RunStore,
  documents: RunDocuments,
  run: RunRecord,
  port: number,
): Promise<void> {
  const previous = previousOf(run, await runs.list());
  const name = run.ports[port]?.name ?? '';
  const other = previous?.ports.findIndex((one) => one.name === name) ?? -1;
  if (!previous || other < 0) {
    void notice(
      'Information',
      vscode.l10n.t('No earlier run of "{0}" with a port {1} is kept.', run.name, name),
    );
    return;
  }
  const title = `${run.name} ${name}: ${timeOf(previous)} ↔ ${timeOf(run)}`;
  await vscode.commands.executeCommand(
    'vscode.diff',
    documents.uri(previous, other),
    documents.uri(run, port),
    title,
  );
}
