import * as vscode from 'vscode';
import type { RunRecord } from '../../../machine/runs/runRecord';
import type { RunStore } from '../../../machine/runs/runStore';
import { escapeIcons } from '../../editor/escapedText';
import { notice } from '../../editor/notices';
import { timeOf } from '../../editor/timeOfRun';

/**
 * The run that a command is about: the one of the view's line, the only one, or the one that the person picks.
 * @returns undefined when there is none (the person has been told) or the picker was dismissed.
 */
export async function pickRun(runs: RunStore, argument: unknown): Promise<RunRecord | undefined> {
  const named = runIn(argument);
  if (named) return named;
  const all = await runs.list();
  if (all.length === 0) {
    void notice(
      'Information',
      vscode.l10n.t('No run is kept yet. A machine that ends becomes one, unless "qemu.runs.keep" is 0.'),
    );
    return undefined;
  }
  return all.length === 1 ? all[0] : await choose(all);
}

async function choose(all: readonly RunRecord[]): Promise<RunRecord | undefined> {
  const items = all.map((run) => ({
    label: escapeIcons(run.name),
    description: timeOf(run),
    detail: escapeIcons(run.end.summary),
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Select a run') });
  return picked?.run;
}

/** A line of the view that is about a run. */
function runIn(argument: unknown): RunRecord | undefined {
  if (typeof argument !== 'object' || argument === null || !('run' in argument)) return undefined;
  return argument.run as RunRecord;
}

/** The port of a line that is about one; the first otherwise. */
export function portIn(argument: unknown): number {
  const isPort = typeof argument === 'object' && argument !== null && 'index' in argument;
  return isPort && typeof argument.index === 'number' ? argument.index : 0;
}
