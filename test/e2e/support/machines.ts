import * as vscode from 'vscode';
import type { MachineApi, PortApi, QemuSerialDebugApi } from '../../../src/api';
import { page } from './page';
import { isAlive } from './processes';
import { until } from '../../support/until';

/** What the sample guest prints when it listens. */
export const PROMPT = '\r\n> ';

/** Runs "QEMU: Launch Sample Guest" and waits until the guest listens. */
export async function launchSample(api: QemuSerialDebugApi): Promise<MachineApi> {
  const id = await vscode.commands.executeCommand<string>('qemu.launchSample');
  const machine = api.machines.find((one) => one.id === id);
  if (!machine) throw new Error(`qemu.launchSample returned ${id}, and no such machine runs.`);
  await port(machine).waitFor(PROMPT);
  return machine;
}

export function port(machine: MachineApi, index = 0): PortApi {
  const found = machine.ports[index];
  if (!found) throw new Error(`${machine.name} has no port ${index}.`);
  return found;
}

/** A flood of some megabytes comes at a tenth of a megabyte a second while other tests have the processors. In milliseconds. */
const ASK_LIMIT_MS = 150_000;

/** Enters a line and returns what the guest prints up to its next prompt. */
export async function ask(machine: MachineApi, line: string): Promise<string> {
  await port(machine).send(`${line}\r`);
  const limit = { timeoutMs: ASK_LIMIT_MS };
  const echo = await port(machine).waitFor(line, limit);
  const prompt = await port(machine).waitFor(PROMPT, limit);
  const text = await port(machine).text(echo.end);
  return text.slice(0, text.indexOf(PROMPT, 0)).trim() || `(nothing before offset ${prompt.start})`;
}

/** Stops what still runs; for afterEach. */
export async function stopAll(api: QemuSerialDebugApi): Promise<void> {
  await Promise.all(api.machines.map((machine) => machine.stop()));
  for (const execution of vscode.tasks.taskExecutions) execution.terminate();
  await until('all tasks have ended', () => vscode.tasks.taskExecutions.length === 0);
  for (const terminal of vscode.window.terminals) terminal.dispose();
  await until('all terminals are closed', () => vscode.window.terminals.length === 0);
}

/** The exit code of the next task process that ends. Subscribe before the end is caused. */
export function nextExitCode(taskName: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== taskName) return;
      subscription.dispose();
      resolve(exitCode);
    });
  });
}

export async function expectGone(machine: MachineApi): Promise<void> {
  await until(`QEMU ${machine.pid} has ended`, async () => !(await isAlive(machine.pid)));
}

export function terminalNamed(name: string): vscode.Terminal | undefined {
  return vscode.window.terminals.find((terminal) => terminal.name === name);
}

/** Presses a key in a terminal whose machine has ended, as often as a person does until it closes. */
export async function closeByKey(name: string): Promise<void> {
  const press = async (): Promise<boolean> => {
    const terminal = terminalNamed(name);
    if (!terminal) return true;
    // The end of a task may give the focus to the terminal beside it.
    terminal.show();
    await page.typeInTerminal('x');
    return false;
  };
  // A key within a second of another one belongs to what was typed before, and closes nothing.
  await until(`a key has closed the terminal ${name}`, press, { everyMs: 1500 });
}

/** What the editor has notified the person of. Under test it shows no toasts, only the list. */
export async function notifications(): Promise<string[]> {
  await vscode.commands.executeCommand('notifications.showList');
  // VS Code tells of its own work, too, while it starts an extension.
  return (await page.notifications()).filter((text) => !text.startsWith('Activating Extensions'));
}

/** Clears what is told, until it is gone: a notification that is just coming up outlives the command. */
export async function clearNotifications(): Promise<void> {
  await until('nothing is told any more', async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    return (await notifications()).length === 0;
  });
  await vscode.commands.executeCommand('notifications.hideList');
}
