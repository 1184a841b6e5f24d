import * as vscode from 'vscode';
import { amount } from '../../../log/amount';
import { type KeptPort, type RunRecord, sizeOf } from '../../../machine/runs/runRecord';
import { itemOf, opening } from './machineItems';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

export function runsItem(): vscode.TreeItem {
  return itemOf(vscode.l10n.t('Recent Runs'), Collapsed, {
    id: 'runs',
    iconPath: new vscode.ThemeIcon('history'),
    contextValue: 'history',
  });
}

/** A run that has ended: when, and how. */
export function runItem(run: RunRecord): vscode.TreeItem {
  const { id, name, end } = run;
  const fine = end.requested || end.succeeded;
  const when = timeOf(run);
  return itemOf(name, Collapsed, {
    id,
    description: `${when}, ${amount(sizeOf(run))}`,
    iconPath: fine
      ? new vscode.ThemeIcon('vm-outline')
      : new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
    contextValue: 'run',
    tooltip: `${when}\n${end.summary}`,
    accessibilityInformation: { label: `${name}, ${when}, ${end.summary}` },
  });
}

export function runPortItem(run: RunRecord, index: number, port: KeptPort): vscode.TreeItem {
  const cut = port.keptFrom > 0;
  return itemOf(port.name, None, {
    id: `${run.id} ${index}`,
    description: cut
      ? vscode.l10n.t('last {0} of {1}', amount(port.received - port.keptFrom), amount(port.received))
      : amount(port.received),
    iconPath: new vscode.ThemeIcon('output'),
    contextValue: 'runPort',
    command: opening('qemu.openRun', vscode.l10n.t('Open Output of Run'), { run, index }),
  });
}

/** When a run ended, as the editor's language writes it; the date only when it is not today's. */
export function timeOf({ endedAt }: Pick<RunRecord, 'endedAt'>): string {
  const time = new Date(endedAt);
  const language = vscode.env.language;
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday ? time.toLocaleTimeString(language) : time.toLocaleString(language);
}
