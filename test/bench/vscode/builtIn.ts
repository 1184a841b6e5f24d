import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { outside } from './bridge';
import { loopDelay, type LoopDelay } from './eventLoop';
import { focused } from './guest';

const EXTENSION = 'qemu-serial-debug.qemu-serial-debug';
const WARM_MS = 1000;

/** What people do today: the sample guest in VS Code's own terminal. */
export async function openBuiltIn(): Promise<vscode.Terminal> {
  const extension = vscode.extensions.getExtension(EXTENSION)?.extensionPath ?? '';
  const terminal = vscode.window.createTerminal({
    name: 'built-in',
    shellPath: 'qemu-system-i386',
    shellArgs: [
      ...['-kernel', `${extension}/media/guest/sample.elf`, '-nic', 'none', '-display', 'none'],
      ...['-serial', 'mon:stdio'],
    ],
  });
  terminal.show();
  await outside.waitForTerminal('QEMU Serial Debug sample guest');
  return terminal;
}

export interface BuiltInFlood {
  readonly loop: LoopDelay;
  readonly longestTaskMs: number;
  /** From Ctrl-C on the page until the guest's answer is to be seen. */
  readonly answerMs: number;
}

/**
 * The same flood there. Not a byte of it passes the extension host: what delays its event loop then is the computer,
 * which is busy with QEMU and the screen.
 */
export async function measureBuiltInFlood(terminal: vscode.Terminal, seconds: number): Promise<BuiltInFlood> {
  terminal.show();
  await focused(terminal.name);
  await outside.type('flood 0');
  await sleep(WARM_MS);
  await outside.longTasks();
  const loop = await loopDelay('built-in', seconds);
  const { longestMs } = await outside.longTasks();
  const pressed = await outside.pressAt('Control+C');
  const shown = await outside.shownAt('flood: ');
  return { loop, longestTaskMs: longestMs, answerMs: shown - pressed };
}
