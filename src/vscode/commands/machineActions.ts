import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { steer, type Steering } from '../sessions/steering';
import { pickMachine } from './pickMachine';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Pause", "Resume", "Reset" and "Power Down" of the machine that is meant. */
export function register(services: Services): vscode.Disposable {
  const by = (what: Steering) => (machine: Machine) => steer(services.debugging, machine, what);
  return vscode.Disposable.from(
    action(services, 'qemu.pause', by('pause'), {
      where: ({ state }) => state === 'running',
      otherwise: vscode.l10n.t('No machine is running that could be paused.'),
    }),
    action(services, 'qemu.resume', by('resume'), {
      where: ({ state }) => state === 'paused',
      otherwise: vscode.l10n.t('No machine is paused.'),
    }),
    action(services, 'qemu.reset', by('reset'), {}),
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
