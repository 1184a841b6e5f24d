import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { ask, clearNotifications, launchSample, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { ROOT } from './support/paths';
import { showTheme } from './support/theme';

const SAMPLE = join(ROOT, 'media/guest/sample.elf');
// The panel below has lists of its own.
const ROW = '.part.sidebar .pane-body .monaco-list-row';

describe('the view of machines', () => {
  let api: QemuSerialDebugApi;

  const rows = async (): Promise<string[]> => (await page.text(ROW)).map((row) => row.replace(/\s+/g, ' '));
  const row = (words: RegExp): Promise<string> =>
    until(`the view shows ${String(words)}`, async () => (await rows()).find((one) => words.test(one)));
  /** What is waited for after each restart: the same machine again, at its prompt. */
  const restarted = async (before: MachineApi): Promise<MachineApi> => {
    const machine = await until('it runs again', () =>
      api.machines.find(({ name, id }) => name === before.name && id !== before.id),
    );
    await port(machine).waitFor(PROMPT);
    return machine;
  };

  before(async () => {
    api = await activate();
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('qemu.machines.focus');
  });

  after(async () => {
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('the view of machines shows a machine with its ports, processors, drives and state, and steers it', async () => {
    const machine = await launchSample(api);
    await row(/Sample guest.*running/);
    await row(/console.* B/);
    await row(/second/);
    await row(/Started from.*sample\.elf/);
    await machine.pause();
    await row(/Sample guest.*paused by you/);
    await vscode.commands.executeCommand('qemu.resume', machine.id);
    await row(/Sample guest.*running/);
    await machine.reset();
    await port(machine).waitFor(PROMPT);
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await showTheme(theme);
      await page.screenshot(`machines ${theme}`);
    }
    await showTheme('dark');
    await port(machine, 1).send('\r\n*** PANIC: oops\r\nhalted\r\n');
    await row(/Sample guest.*crashed/);
    await clearNotifications();
    await page.screenshot('machines crashed');
  });

  it('a machine is restarted in one action, also when it has ended, and is kept as a run that can be opened and compared', async () => {
    await stopAll(api);
    const first = await launchSample(api);
    await ask(first, 'echo one run');
    await vscode.commands.executeCommand('qemu.restart');
    const second = await restarted(first);
    await ask(second, 'echo another run');
    await port(second).send('exit 0\r');
    await second.exit;
    await vscode.commands.executeCommand('qemu.restart');
    await restarted(second);
    // What is above them would leave no room for the runs.
    await vscode.commands.executeCommand('workbench.actions.treeView.qemu.machines.collapseAll');
    await row(/Recent Runs/);
    await page.click(`${ROW}:has-text("Recent Runs")`);
    await row(/Sample guest.*\d B/);
    await page.screenshot('machines runs');
    // Asks which run, the newest first.
    await Promise.all([vscode.commands.executeCommand('qemu.compareRuns'), page.pick('Sample guest')]);
    await until('the difference is shown', async () =>
      (await page.text('.monaco-diff-editor .view-line')).some((line) => /another\srun/.test(line)),
    );
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await showTheme(theme);
      await page.screenshot(`runs compared ${theme}`);
    }
    await showTheme('dark');
  });

  it('a machine is restarted when a build has written its image, and one that says nothing tells what is known', async () => {
    await stopAll(api);
    const folder = await mkdtemp(join(tmpdir(), 'qsd-built-'));
    try {
      const kernel = join(folder, 'kernel.elf');
      await copyFile(SAMPLE, kernel);
      const first = await api.launch({ type: 'qemu', name: 'built', kernel, restartOnChange: true });
      await port(first).waitFor(PROMPT);
      await copyFile(SAMPLE, kernel);
      await (await restarted(first)).stop();
      const bios = join(folder, 'halt.rom');
      const rom = Buffer.alloc(65_536);
      // cli; hlt
      rom.set([0xfa, 0xf4], 0xfff0);
      await writeFile(bios, rom);
      await api.launch({ type: 'qemu', name: 'silent', arch: 'i386', bios });
      const shown = await page.waitForTerminal('isa-serial is port');
      assert.match(shown, /Nothing was received on a serial port yet/);
      assert.match(shown, /CPU 0 was at 0xfffffff2/);
      await page.screenshot('machines silent');
      await stopAll(api);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
