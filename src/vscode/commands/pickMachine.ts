import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import type { MachineRegistry } from '../../machine/machineRegistry';

export interface PickMachineOptions {
  /** Which machines are of interest; all unless told. */
  readonly where?: (machine: Machine) => boolean;
  /** Said where machines run but none is of interest. */
  readonly otherwise?: string;
  /** Offered first: the one whose terminal is active. */
  readonly preferred?: Machine | undefined;
}

/**
 * The machine that a command is about: the one that its argument names (a machine, its id or its name), the only
 * one, or the one that the person picks.
 * @returns undefined when there is none (the person has been told) or the picker was closed.
 */
export async function pickMachine(
  registry: MachineRegistry,
  argument?: unknown,
  options: PickMachineOptions = {},
): Promise<Machine | undefined> {
  const named = nameIn(argument);
  if (named !== undefined) return findNamed(registry, named);
  const machines = registry.machines.filter(options.where ?? (() => true));
  const [only] = machines;
  if (!only) {
    await tellThereIsNone(registry, options.otherwise);
    return undefined;
  }
  return machines.length === 1 ? only : await choose(machines, options.preferred);
}

/** Ids and names come as text, or as the `id` of whatever object stands for a machine. */
function nameIn(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('id' in argument)) return undefined;
  return typeof argument.id === 'string' ? argument.id : undefined;
}

/** @throws when no such machine runs. */
function findNamed({ machines }: MachineRegistry, wanted: string): Machine {
  const found = machines.find(({ id }) => id === wanted) ?? machines.find(({ name }) => name === wanted);
  if (found) return found;
  throw new Error(vscode.l10n.t('No machine "{0}" runs.', wanted));
}

async function tellThereIsNone({ machines }: MachineRegistry, otherwise: string | undefined): Promise<void> {
  if (machines.length > 0) {
    void vscode.window.showInformationMessage(otherwise ?? vscode.l10n.t('No machine can do that now.'));
    return;
  }
  const launch = vscode.l10n.t('Launch Machine…');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('No machine runs.'), launch);
  if (chosen === launch) await vscode.commands.executeCommand('qemu.launch');
}

async function choose(machines: readonly Machine[], preferred?: Machine): Promise<Machine | undefined> {
  const sorted = [...machines].sort((a, b) => Number(b === preferred) - Number(a === preferred));
  const items = sorted.map((machine) => ({
    label: machine.name,
    description: vscode.l10n.t('{0}, process {1}', machine.state, machine.pid),
    machine,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which machine?') });
  return picked?.machine;
}
