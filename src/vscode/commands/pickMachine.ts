import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import type { MachineRegistry } from '../../machine/machineRegistry';
import { notice } from '../editor/notices';
import { runCommand } from '../editor/runCommand';
import type { Services } from '../services';
import { escapeIcons } from '../editor/escapedText';
import { stateOf } from '../editor/machineState';

export interface PickMachineOptions {
  /** Which machines can be picked; all by default. */
  readonly where?: (machine: Machine) => boolean;
  /** Said when machines are running, but none that can be picked. */
  readonly otherwise?: string;
}

/** What a picker needs from the services. */
export type Machines = Pick<Services, 'registry' | 'terminals'>;

/**
 * The machine that a command is about: the one that its argument names (a machine, its id or its name), the only
 * one, or the one that the person picks, as among several of one name. The machine of the active terminal is offered first.
 * @returns undefined when there is none (the person has been told) or the picker was dismissed.
 * @throws when the argument names a machine that is not running.
 */
export async function pickMachine(
  { registry, terminals }: Machines,
  argument?: unknown,
  options: PickMachineOptions = {},
): Promise<Machine | undefined> {
  const named = nameIn(argument) ?? machineShownIn(terminals, argument)?.id;
  const machines =
    named === undefined
      ? registry.machines.filter(options.where ?? (() => true))
      : findNamed(registry, named);
  const [only] = machines;
  if (!only) {
    await sayThereIsNone(registry, options.otherwise);
    return undefined;
  }
  return machines.length === 1 ? only : await choose(machines, terminals.active?.machine);
}

/** Ids and names come as text, or as the `id` of any object that stands for a machine. */
function nameIn(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('id' in argument)) return undefined;
  return typeof argument.id === 'string' ? argument.id : undefined;
}

/** A menu of a terminal hands over the editor's object. */
export function machineShownIn(terminals: Services['terminals'], argument: unknown): Machine | undefined {
  const isTerminal = typeof argument === 'object' && argument !== null && 'creationOptions' in argument;
  return isTerminal ? terminals.machineOf(argument as vscode.Terminal) : undefined;
}

function findNamed(registry: MachineRegistry, wanted: string): readonly Machine[] {
  const found = registry.find(wanted);
  if (found.length > 0) return found;
  throw new Error(vscode.l10n.t('No machine named "{0}" is running.', wanted));
}

async function sayThereIsNone({ machines }: MachineRegistry, otherwise: string | undefined): Promise<void> {
  if (machines.length > 0) {
    void notice('Information', otherwise ?? vscode.l10n.t('No machine can do that now.'));
    return;
  }
  const launch = vscode.l10n.t('Launch Machine…');
  const chosen = await notice('Information', vscode.l10n.t('No machine is running.'), launch);
  if (chosen === launch) await runCommand('qemu.launch');
}

async function choose(machines: readonly Machine[], active?: Machine): Promise<Machine | undefined> {
  const sorted = [...machines].sort((a, b) => Number(b === active) - Number(a === active));
  const items = sorted.map((machine) => ({
    label: escapeIcons(machine.name),
    description: vscode.l10n.t('{0}, process {1}', stateOf(machine), machine.pid),
    machine,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Select a machine'),
  });
  return picked?.machine;
}
