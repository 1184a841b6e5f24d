import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import type { MachinePort } from '../../machine/machineParts';
import { type Machines, pickMachine, type PickMachineOptions } from './pickMachine';

export interface PickedPort {
  readonly machine: Machine;
  readonly port: MachinePort;
}

/**
 * The port that a command is about: as {@link pickMachine}, then the port that the second argument names (its name
 * or index), the only one, or the one picked. The port of the active terminal is offered first.
 */
export async function pickPort(
  services: Machines,
  machineArgument?: unknown,
  portArgument?: unknown,
  options: PickMachineOptions = {},
): Promise<PickedPort | undefined> {
  const machine = await pickMachine(services, machineArgument, options);
  if (!machine) return undefined;
  const wanted = isPortName(portArgument) ? portArgument : portIn(machineArgument);
  const port = named(machine, wanted) ?? (await choose(machine, services.terminals.active?.port));
  return port && { machine, port };
}

function isPortName(argument: unknown): argument is string | number {
  return typeof argument === 'string' || typeof argument === 'number';
}

/** The view of machines hands over a line of its own; behind it come the lines that are selected. */
function portIn(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('port' in argument)) return undefined;
  return typeof argument.port === 'string' ? argument.port : undefined;
}

/** @throws when there is no such port. */
function named({ name, ports }: Machine, wanted: string | number | undefined): MachinePort | undefined {
  if (wanted === undefined) return undefined;
  const port =
    typeof wanted === 'number' ? ports[wanted] : ports.find(({ serial }) => serial.name === wanted);
  if (port) return port;
  throw new Error(vscode.l10n.t('Machine "{0}" has no serial port {1}.', name, JSON.stringify(wanted)));
}

async function choose({ name, ports }: Machine, active?: MachinePort): Promise<MachinePort | undefined> {
  const [only] = ports;
  if (!only) throw new Error(vscode.l10n.t('Machine "{0}" has no serial port.', name));
  if (ports.length === 1) return only;
  const sorted = [...ports].sort((a, b) => Number(b === active) - Number(a === active));
  const items = sorted.map((port) => ({
    label: port.serial.name,
    description: vscode.l10n.t('{0} bytes received', port.serial.counters.received),
    port,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Select a serial port'),
  });
  return picked?.port;
}
