import * as vscode from 'vscode';
import type { Machine } from '../../../machine/machine';
import { pickPort } from '../../commands/pickPort';
import type { Services } from '../../services';
import type { OutputDocument } from './outputDocument';
import { keptIn, originOf, originOfRun, type PickedOutput } from './outputOrigin';

type Where = Pick<Services, 'registry' | 'terminals'>;

/**
 * The output that a command is about: that of the view's line, the terminal or the port that its arguments name, of the document in the
 * active editor, or of the active terminal; else of the port that the person picks.
 * @param active What the document shows.
 * @returns undefined when a picker was dismissed, or no machine runs and the person has been told.
 * @throws when the arguments name no port, or nothing was kept of a machine that has ended.
 */
export async function pickOutput(
  services: Where,
  active: Pick<OutputDocument, 'origin' | 'ports'> | undefined,
  [argument, port]: readonly unknown[],
): Promise<PickedOutput | undefined> {
  const kept = keptIn(argument);
  if (kept) return kept;
  const terminal = vscode.window.terminals.find((one) => one === argument);
  if (terminal) return await ofTerminal(services, terminal);
  const named = argument instanceof vscode.Uri ? undefined : argument;
  if (named === undefined) {
    const [only, second] = active?.ports ?? [];
    if (active && only) return second ? await portOf(active) : { origin: active.origin, port: only };
    const shown = await ofTerminal(services, vscode.window.activeTerminal);
    if (shown) return shown;
  }
  const picked = await pickPort(services, named, port);
  return picked && (await outputOf(services, picked.machine, picked.machine.ports.indexOf(picked.port)));
}

/** Of a document of several ports, the one that the person means. */
async function portOf({
  origin,
  ports,
}: Pick<OutputDocument, 'origin' | 'ports'>): Promise<PickedOutput | undefined> {
  const picked = await vscode.window.showQuickPick(
    ports.map((port) => ({ label: port.name, port })),
    { placeHolder: vscode.l10n.t('Select a serial port') },
  );
  return picked && { origin, port: picked.port };
}

async function ofTerminal(
  services: Where,
  terminal: vscode.Terminal | undefined,
): Promise<PickedOutput | undefined> {
  const { terminals } = services;
  const machine = terminal && terminals.machineOf(terminal);
  if (!machine) return undefined;
  // The task's own terminal shows the first port, and does so when the machine has ended.
  const port = terminals.portIn(terminal) ?? machine.ports[0];
  return port && (await outputOf(services, machine, machine.ports.indexOf(port)));
}

/** Of a machine that has ended there is what was kept. */
async function outputOf({ registry }: Where, machine: Machine, index: number): Promise<PickedOutput> {
  const hasEnded = machine.state === 'stopped';
  const kept = hasEnded ? await registry.findKept?.(machine) : undefined;
  const origin = kept ? originOfRun(kept) : originOf(machine);
  const port = origin.ports[index];
  if (port && (kept || !hasEnded)) return { origin, port };
  throw new Error(
    vscode.l10n.t('"{0}" has ended, and its output was not kept: see "qemu.runs.keep".', machine.name),
  );
}
