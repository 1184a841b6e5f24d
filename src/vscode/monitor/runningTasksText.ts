import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../concurrency/taskTree';
import { renderTaskTree } from '../../concurrency/taskTreeText';
import { countKinds, whatRuns } from './taskView';

/** What runs, as a person reads it: how many of each kind, then the tree. */
export function runningTasksText(snapshot: TaskSnapshot, machines: number): string {
  const tree = whatRuns(snapshot);
  if (!tree) return `${vscode.l10n.t('Nothing is running.')}\n`;
  const counts = countKinds(tree);
  const summary = vscode.l10n.t(
    'Machines: {0} · Processes: {1} · Threads: {2} · Loops: {3}',
    machines,
    counts.get('process') ?? 0,
    counts.get('thread') ?? 0,
    counts.get('loop') ?? 0,
  );
  return `${summary}\n\n${renderTaskTree(tree)}\n`;
}
