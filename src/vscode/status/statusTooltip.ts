import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { stateText } from '../editor/machineState';
import { CRASH_ICON, STATE_ICONS } from '../editor/stateIcons';
import { amount } from '../../log/amount';
import type { CommandId } from '../editor/commandTable';
import { escapeMarkdown } from '../editor/escapedText';
import { formatUptime } from './statusText';

/** The only commands that the tooltip's links may run. */
const LINKED_COMMANDS = [
  'qemu.openTerminal',
  'qemu.openMonitor',
  'qemu.pause',
  'qemu.resume',
  'qemu.stop',
  'qemu.showCrash',
  'qemu.showLog',
  'qemu.showTasks',
] as const satisfies readonly CommandId[];

/** A guest may call its crash what it likes, at any length. In UTF-16 units. */
const LONGEST_TITLE = 100;

/** Columns of a table in a tooltip touch each other without it. */
const GAP = '&nbsp;&nbsp;&nbsp;';

/** A machine, and for how many milliseconds it has been there. */
export interface TimedMachine {
  readonly machine: Machine;
  readonly uptimeMs: number;
}

/** What is behind the status bar item: each machine's state, ports with their counters, and what can be done. */
export function tooltip(machines: readonly TimedMachine[]): vscode.MarkdownString {
  const text = [...machines.map(describeMachine), generalLinks()].join('\n\n---\n\n');
  const markdown = new vscode.MarkdownString(text, true);
  markdown.isTrusted = { enabledCommands: LINKED_COMMANDS };
  return markdown;
}

function describeMachine({ machine, uptimeMs }: TimedMachine): string {
  const state = stateText(machine.state);
  const why = machine.state === 'paused' && machine.why !== '' ? ` (${escapeMarkdown(machine.why)})` : '';
  const facts = [`${state}${why}`, formatUptime(uptimeMs), `pid ${machine.pid}`].join(' · ');
  const head = `$(${STATE_ICONS[machine.state]}) **${escapeMarkdown(machine.name)}** — ${facts}`;
  return [head, crashOf(machine), portTable(machine), machineLinks(machine)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function crashOf({ id, lastCrash }: Machine): string {
  if (lastCrash === undefined) return '';
  const title = lastCrash.length > LONGEST_TITLE ? `${lastCrash.slice(0, LONGEST_TITLE)}…` : lastCrash;
  return `$(${CRASH_ICON}) ${escapeMarkdown(title)} · ${link(vscode.l10n.t('Show Decoded Crash'), 'qemu.showCrash', id)}`;
}

function portTable(machine: Machine): string {
  if (machine.ports.length === 0) return '';
  const heading = [vscode.l10n.t('Port'), vscode.l10n.t('Received'), vscode.l10n.t('Sent')].join(` | ${GAP}`);
  const rows = machine.ports.map(({ serial }) => {
    const { received, sent } = serial.counters;
    return `| ${escapeMarkdown(serial.name)} | ${amount(received)} | ${amount(sent)} |`;
  });
  return [`| ${heading} |`, '|:--|--:|--:|', ...rows].join('\n');
}

function machineLinks(machine: Machine): string {
  const paused = machine.state === 'paused';
  return [
    link(vscode.l10n.t('Terminal'), 'qemu.openTerminal', machine.id),
    link(vscode.l10n.t('Monitor'), 'qemu.openMonitor', machine.id),
    paused
      ? link(vscode.l10n.t('Resume'), 'qemu.resume', machine.id)
      : link(vscode.l10n.t('Pause'), 'qemu.pause', machine.id),
    link(vscode.l10n.t('Stop'), 'qemu.stop', machine.id),
  ].join(' · ');
}

function generalLinks(): string {
  return [
    link(vscode.l10n.t('Show Log'), 'qemu.showLog'),
    link(vscode.l10n.t('Show Running Tasks'), 'qemu.showTasks'),
  ].join(' · ');
}

function link(label: string, command: (typeof LINKED_COMMANDS)[number], machineId?: string): string {
  const query = machineId === undefined ? '' : `?${encodeURIComponent(JSON.stringify([machineId]))}`;
  return `[${escapeMarkdown(label)}](command:${command}${query})`;
}
