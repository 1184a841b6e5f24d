import * as vscode from 'vscode';
import { amount } from '../../../log/amount';
import { type RunRecord, sizeOf } from '../../../machine/runs/runRecord';
import type { RunStore } from '../../../machine/runs/runStore';
import { askModally } from '../../editor/notices';
import { timeOf } from '../../editor/timeOfRun';

/** Deletes a run if the person agrees: its files are there once, and no command brings them back. */
export async function deleteRun(runs: RunStore, run: RunRecord): Promise<void> {
  const agreed = vscode.l10n.t('Delete');
  const detail = vscode.l10n.t(
    'It ended at {0}. What its ports have said ({1}) cannot be brought back.',
    timeOf(run),
    amount(sizeOf(run)),
  );
  const question = vscode.l10n.t('Delete the run of "{0}"?', run.name);
  if (await askModally('Warning', question, detail, agreed)) await runs.remove(run);
}
