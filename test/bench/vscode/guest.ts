import * as vscode from 'vscode';
import type { MachineApi, PortApi, QemuSerialDebugApi } from '../../../src/api';
import { outside } from './bridge';

/** The sample guest in the window, with its two terminals. */
export interface Guest {
  readonly machine: MachineApi;
  readonly console: PortApi;
  /** Brings the terminal of a port to the front, and waits until it shows what the guest has said there. */
  show(port: 'console' | 'second'): Promise<void>;
}

const PROMPT = '\r\n> ';
const SHOWN = { console: 'sample guest', second: 'echo service' };

export async function launchGuest(api: QemuSerialDebugApi): Promise<Guest> {
  const id = await vscode.commands.executeCommand<string>('qemu.launchSample');
  const machine = api.machines.find((one) => one.id === id);
  const [console] = machine?.ports ?? [];
  if (!machine || !console) throw new Error(`qemu.launchSample gave ${id}`);
  await console.waitFor(PROMPT);
  const show = async (port: 'console' | 'second'): Promise<void> => {
    await vscode.commands.executeCommand('qemu.openTerminal', machine.id, port);
    await outside.waitForTerminal(SHOWN[port]);
    await outside.focusTerminal();
  };
  await show('console');
  return { machine, console, show };
}
