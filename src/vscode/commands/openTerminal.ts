import type * as vscode from 'vscode';
import { pickPort } from './pickPort';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Open Serial Terminal": to the front, or anew with everything that the port said so far. */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.openTerminal', async (machineArgument, portArgument) => {
    const picked = await pickPort(services, machineArgument, portArgument);
    if (picked) services.terminals.show(picked.machine, picked.port);
  });
}
