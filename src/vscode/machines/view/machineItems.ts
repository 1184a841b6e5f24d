import { basename } from 'node:path';
import * as vscode from 'vscode';
import { amount } from '../../../log/amount';
import type { Drive, Processor } from '../../../machine/facts/hardware';
import type { Machine } from '../../../machine/machine';
import type { MachinePort } from '../../../machine/machineParts';
import type { CommandId } from '../../editor/commandTable';
import { CRASH_ICON, STATE_ICONS } from '../../editor/stateIcons';
import { condition } from './reasons';
import type { WatchedMachine } from './watchedMachine';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** A machine's line. `contextValue` decides about its buttons: see the `when` clauses in `commandTable.ts`. */
export function machineItem(machine: Machine, watched: WatchedMachine | undefined): vscode.TreeItem {
  const said = condition(machine, watched?.resets ?? 0, watched?.diskIsFull);
  const icon = watched?.needsLook
    ? new vscode.ThemeIcon(CRASH_ICON, new vscode.ThemeColor('list.errorForeground'))
    : new vscode.ThemeIcon(STATE_ICONS[machine.state]);
  return itemOf(machine.name, Expanded, {
    id: machine.id,
    description: said,
    iconPath: icon,
    contextValue: [
      'machine',
      machine.state,
      ...(machine.lastCrash === undefined ? [] : ['crashed']),
      ...(machine.config.coverage ? ['covered'] : []),
    ].join(' '),
    tooltip: [
      `${machine.name}: ${said}`,
      ...(machine.lastCrash === undefined ? [] : [shortened(machine.lastCrash)]),
      vscode.l10n.t('{0}, QEMU {1}, pid {2}', machine.arch, machine.qemuVersion, machine.pid),
    ].join('\n'),
    accessibilityInformation: { label: `${machine.name}, ${said}` },
  });
}

/** A guest may call its crash what it likes, at any length. In UTF-16 units. */
const LONGEST_TITLE = 100;
const shortened = (text: string): string =>
  text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE)}…` : text;

export function portItem(
  machine: Machine,
  { name, serial, socket }: MachinePort,
  rate: number,
  frozen: boolean,
): vscode.TreeItem {
  const { received, sent, queued } = serial.counters;
  const parts = [amount(received)];
  if (rate >= 1) parts.push(`${amount(rate)}/s`);
  if (queued > 0) parts.push(vscode.l10n.t('{0} waiting to be sent', amount(queued)));
  if (frozen) parts.push(vscode.l10n.t('frozen'));
  return itemOf(name, None, {
    id: `${machine.id} port ${name}`,
    description: parts.join(' · '),
    iconPath: new vscode.ThemeIcon(frozen ? 'lock' : 'terminal'),
    contextValue: `port ${frozen ? 'frozen' : 'live'}${socket === undefined ? '' : ' shared'}`,
    tooltip: vscode.l10n.t('Serial port {0}: {1} received, {2} sent', name, amount(received), amount(sent)),
    command: opening('qemu.openTerminal', vscode.l10n.t('Open Serial Terminal'), machine.id, name),
  });
}

/** What is booted, else the first drive: what a person would call the machine by. */
export function originItem({ id, config, commandLine }: Machine): vscode.TreeItem {
  const image = config.kernel ?? config.bios ?? config.drives[0]?.file ?? config.cdrom;
  return itemOf(vscode.l10n.t('Started from'), None, {
    id: `${id} origin`,
    description: image === undefined ? vscode.l10n.t('its command line') : basename(image),
    iconPath: new vscode.ThemeIcon('file-binary'),
    contextValue: 'origin',
    tooltip: commandLine.join(' '),
  });
}

export function groupItem(kind: 'processors' | 'drives', machine: Machine): vscode.TreeItem {
  const isDrives = kind === 'drives';
  return itemOf(isDrives ? vscode.l10n.t('Drives') : vscode.l10n.t('Processors'), Collapsed, {
    id: `${machine.id} ${kind}`,
    iconPath: new vscode.ThemeIcon(isDrives ? 'database' : 'chip'),
  });
}

export function processorItem(id: string, { index, thread }: Processor): vscode.TreeItem {
  return itemOf(vscode.l10n.t('CPU {0}', index), None, {
    id,
    description: vscode.l10n.t('thread {0}', thread),
    iconPath: new vscode.ThemeIcon('chip'),
  });
}

export function driveItem(id: string, { name, file, readonly }: Drive): vscode.TreeItem {
  const what = file === undefined ? vscode.l10n.t('empty') : basename(file);
  return itemOf(name, None, {
    id,
    description: readonly ? vscode.l10n.t('{0}, read-only', what) : what,
    iconPath: new vscode.ThemeIcon('database'),
    ...(file !== undefined && { tooltip: file }),
  });
}

export function problemItem(text: string): vscode.TreeItem {
  return itemOf(text, None, { iconPath: new vscode.ThemeIcon('warning') });
}

/** A line of a view; labels and descriptions are shown as they are. */
export function itemOf(
  label: string,
  state: vscode.TreeItemCollapsibleState,
  about: Partial<vscode.TreeItem>,
): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, state), about);
}

export function opening(command: CommandId, title: string, ...args: readonly unknown[]): vscode.Command {
  return { command, title, arguments: [...args] };
}
