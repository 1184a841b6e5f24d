import type * as vscode from 'vscode';
import { pickPort } from './pickPort';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Open Serial Terminal": brings it to the front, or opens a new one with everything that the port has said so far. */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.openTerminal', async (machineArgument, portArgument) => {
    const picked = await pickPort(services, machineArgument, portArgument);
    if (picked) await services.terminals.show(picked.machine, picked.port);
  });
}
