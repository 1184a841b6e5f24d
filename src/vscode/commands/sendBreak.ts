import type * as vscode from 'vscode';
import { pickPort } from './pickPort';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Send BREAK": what Linux takes for SysRq on a serial console. */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.sendBreak', async (machineArgument, portArgument) => {
    const picked = await pickPort(services, machineArgument, portArgument);
    if (picked) await picked.machine.sendBreak(picked.port);
  });
}
