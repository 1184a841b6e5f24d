import * as vscode from 'vscode';
import { amount } from '../../../log/amount';
import { type RunRecord, sizeOf } from '../../../machine/runs/runRecord';
import { timeOf } from '../../editor/timeOfRun';
import { itemOf, opening } from './machineItems';
import type { TreeNode } from './nodes';

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
  const { id, name, end, crash } = run;
  const fine = crash === undefined && (end.requested || end.succeeded);
  const when = timeOf(run);
  const said = crash === undefined ? [] : [vscode.l10n.t('crashed')];
  const how = crash === undefined ? [end.summary] : [crash, end.summary];
  return itemOf(name, Collapsed, {
    id,
    description: [...said, when, amount(sizeOf(run))].join(', '),
    iconPath: fine
      ? new vscode.ThemeIcon('vm-outline')
      : new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
    contextValue: 'run',
    tooltip: [when, ...how].join('\n'),
    accessibilityInformation: { label: [name, ...said, when, end.summary].join(', ') },
  });
}

export function runPortItem(node: TreeNode & { kind: 'runPort' }): vscode.TreeItem {
  const { run, index, port, output } = node;
  const cut = port.keptFrom > 0;
  return itemOf(port.name, None, {
    id: `${run.id} ${index}`,
    description: cut
      ? vscode.l10n.t('last {0} of {1}', amount(port.received - port.keptFrom), amount(port.received))
      : amount(port.received),
    iconPath: new vscode.ThemeIcon('output'),
    contextValue: 'runPort',
    command: opening('qemu.openSerialOutput', vscode.l10n.t('Open Output of Run'), { output, index }),
  });
}
