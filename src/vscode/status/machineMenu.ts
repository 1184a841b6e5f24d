import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import type { MachineRegistry } from '../../machine/machineRegistry';
import type { CommandId } from '../editor/commandTable';
import { runCommand } from '../editor/runCommand';
import { escapeIcons } from '../editor/escapedText';
import { stateOf } from '../editor/machineState';
import { STATE_ICONS } from '../editor/stateIcons';

interface ActionItem extends vscode.QuickPickItem {
  readonly command?: CommandId;
  readonly machineId?: string;
}

/** Offers what can be done with each machine in its present state. */
export async function showActions(registry: MachineRegistry): Promise<void> {
  const several = registry.machines.length > 1;
  const items = [
    ...registry.machines.flatMap((machine) => machineItems(machine, several)),
    ...generalItems(),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('QEMU Machines'),
    placeHolder: vscode.l10n.t('Choose what to do'),
    matchOnDescription: true,
  });
  if (picked?.command === undefined) return;
  const args = picked.machineId === undefined ? [] : [picked.machineId];
  await runCommand(picked.command, ...args);
}

function machineItems(machine: Machine, several: boolean): ActionItem[] {
  const action = (icon: string, label: string, command: CommandId): ActionItem => ({
    label: `$(${icon}) ${label}`,
    // So that typing a machine's name finds what can be done with it.
    ...(several && { description: escapeIcons(machine.name) }),
    command,
    machineId: machine.id,
  });
  return [
    {
      label: `${machine.name} (${stateOf(machine)})`,
      kind: vscode.QuickPickItemKind.Separator,
    },
    action('terminal', vscode.l10n.t('Open Serial Terminal'), 'qemu.openTerminal'),
    machine.state === 'paused'
      ? action('debug-continue', vscode.l10n.t('Resume'), 'qemu.resume')
      : action(STATE_ICONS.paused, vscode.l10n.t('Pause'), 'qemu.pause'),
    action('debug-restart', vscode.l10n.t('Reset'), 'qemu.reset'),
    action('plug', vscode.l10n.t('Power Down'), 'qemu.powerdown'),
    action('debug-stop', vscode.l10n.t('Stop'), 'qemu.stop'),
    action('debug-console', vscode.l10n.t('Open Monitor'), 'qemu.openMonitor'),
    action('checklist', vscode.l10n.t('Select Log Items…'), 'qemu.selectLogItems'),
  ];
}

function generalItems(): ActionItem[] {
  return [
    { label: vscode.l10n.t('Overview'), kind: vscode.QuickPickItemKind.Separator },
    { label: `$(output) ${vscode.l10n.t('Show Log')}`, command: 'qemu.showLog' },
    { label: `$(list-tree) ${vscode.l10n.t('Show Running Tasks')}`, command: 'qemu.showTasks' },
  ];
}
