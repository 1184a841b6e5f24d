import * as vscode from 'vscode';
import { median, quantile } from '../support/numbers';
import { outside } from './bridge';
import { focused, type Guest } from './guest';

interface KeyResult {
  /** Median milliseconds from the key to the changed screen. */
  readonly ours: number;
  readonly builtIn: number;
  readonly oursP99: number;
  readonly builtInP99: number;
}

/** Types into our terminal and into the built-in one by turns, both with the sample guest behind. */
export async function measureKeys(
  guest: Guest,
  { keyRounds, keysEach }: { readonly keyRounds: number; readonly keysEach: number },
): Promise<KeyResult> {
  const builtIn = await openBuiltIn(guest);
  const times: { ours: number[]; builtIn: number[] } = { ours: [], builtIn: [] };
  for (let round = 0; round < keyRounds; round++) {
    await guest.show('console');
    times.ours.push(...(await outside.measureKeys(keysEach)));
    builtIn.show();
    await focused(builtIn.name);
    times.builtIn.push(...(await outside.measureKeys(keysEach)));
  }
  builtIn.dispose();
  await guest.show('console');
  return {
    ours: median(times.ours),
    builtIn: median(times.builtIn),
    oursP99: quantile(times.ours, 0.99),
    builtInP99: quantile(times.builtIn, 0.99),
  };
}

/** What people do today: QEMU in VS Code's own terminal. */
async function openBuiltIn(guest: Guest): Promise<vscode.Terminal> {
  const kernel = vscode.extensions.getExtension('qemu-serial-debug.qemu-serial-debug')?.extensionPath ?? '';
  const terminal = vscode.window.createTerminal({
    name: 'built-in',
    shellPath: 'qemu-system-i386',
    shellArgs: [
      ...['-kernel', `${kernel}/media/guest/sample.elf`, '-nic', 'none', '-display', 'none'],
      ...['-serial', 'mon:stdio'],
    ],
  });
  terminal.show();
  await outside.waitForTerminal('QEMU Serial Debug sample guest');
  if (guest.machine.state !== 'running') throw new Error('the guest does not run');
  return terminal;
}
