import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { steer, type Steering } from '../sessions/steering';
import { pickMachine, type PickMachineOptions } from './pickMachine';
import type { CommandId } from '../editor/commandTable';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Pause Machine", "Resume Machine", "Reset Machine" and "Power Down Machine": of the machine that the command is about. */
export function register(services: Services): vscode.Disposable {
  const by = (what: Steering) => (machine: Machine) => steer(services.debugging, machine, what);
  return vscode.Disposable.from(
    action(services, 'qemu.pause', by('pause'), {
      where: ({ state }) => state === 'running',
      otherwise: vscode.l10n.t('No machine is running that can be paused.'),
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
  id: CommandId,
  run: (machine: Machine) => Promise<void>,
  which: PickMachineOptions,
): vscode.Disposable {
  return command(services, id, async (argument) => {
    const machine = await pickMachine(services, argument, which);
    if (machine) await run(machine);
  });
}
