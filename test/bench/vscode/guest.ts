import * as vscode from 'vscode';
import type { MachineApi, PortApi, QemuSerialDebugApi } from '../../../src/api';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until';
import { outside } from './bridge';

/** After a terminal was brought to the front, for the window to have drawn it; in milliseconds. */
const SETTLE_MS = 300;

/** Waits until keys go to the terminal of that name. */
export async function focused(name: string): Promise<void> {
  await until(
    `the terminal ${name} has the focus`,
    async () => vscode.window.activeTerminal?.name === name && (await outside.terminalHasFocus()),
    { everyMs: 50 },
  );
  await sleep(SETTLE_MS);
}

/** The sample guest in the window, with its two terminals. */
export interface Guest {
  readonly machine: MachineApi;
  readonly console: PortApi;
  /** Brings the terminal of a port to the front, and waits until it shows what the guest has said there. */
  show(port: 'console' | 'second'): Promise<void>;
}

const PROMPT = '\r\n> ';

export async function launchGuest(api: QemuSerialDebugApi): Promise<Guest> {
  const id = await vscode.commands.executeCommand<string>('qemu.launchSample');
  const machine = api.machines.find((one) => one.id === id);
  const [console] = machine?.ports ?? [];
  if (!machine || !console) throw new Error(`qemu.launchSample gave ${id}`);
  await console.waitFor(PROMPT);
  const show = async (port: 'console' | 'second'): Promise<void> => {
    await vscode.commands.executeCommand('qemu.openTerminal', machine.id, port);
    await focused(port === 'console' ? machine.name : `${machine.name}: ${port}`);
  };
  await show('console');
  return { machine, console, show };
}
