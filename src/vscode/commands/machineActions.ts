import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { pickMachine } from '../pickMachine';
import type { Services } from '../services';
import { command } from './command';

/** "QEMU: Pause", "Resume", "Reset" and "Power Down": one call each to the machine that is meant. */
export function register(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    action(services, 'qemu.pause', (machine) => machine.pause(), {
      where: ({ state }) => state === 'running',
      otherwise: vscode.l10n.t('No machine is running that could be paused.'),
    }),
    action(services, 'qemu.resume', (machine) => machine.resume(), {
      where: ({ state }) => state === 'paused',
      otherwise: vscode.l10n.t('No machine is paused.'),
    }),
    action(services, 'qemu.reset', (machine) => machine.reset(), {}),
    action(services, 'qemu.powerdown', (machine) => machine.powerdown(), {}),
  );
}

function action(
  services: Services,
  id: `qemu.${string}`,
  run: (machine: Machine) => Promise<void>,
  which: { where?: (machine: Machine) => boolean; otherwise?: string },
): vscode.Disposable {
  return command(services, id, async (argument) => {
    const active = services.terminals.shownBy(vscode.window.activeTerminal);
    const machine = await pickMachine(services.registry, argument, { preferred: active?.machine, ...which });
    if (machine) await run(machine);
  });
}
