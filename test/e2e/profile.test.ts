import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate } from './support/extension';
import { page } from './support/page';
import { waitFor } from './support/waitFor';

describe('terminal profile "QEMU Serial"', () => {
  const open = async (): Promise<void> => {
    void vscode.commands.executeCommand('workbench.action.terminal.newWithProfile');
    await page.pick('QEMU Serial');
  };
  const names = (): string[] => vscode.window.terminals.map(({ name }) => name);

  afterEach(async () => {
    const api = await activate();
    await Promise.all(api.machines.map((machine) => machine.stop()));
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await waitFor(() => vscode.window.terminals.length === 0, 5000, 'a terminal stays');
  });

  it('offers to launch the sample when nothing runs, does it, and makes room', async () => {
    await open();
    await page.waitForTerminal('launch the sample guest');
    await page.focusTerminal();
    await page.press('Enter');
    const api = await activate();
    const machine = await waitFor(() => api.machines[0], 30_000, 'no machine was launched');
    await waitFor(() => !names().includes('QEMU Serial'), 5000, 'the offer stays');
    await machine.ports[0]!.waitFor('> ');
  });

  it('goes on Escape', async () => {
    await open();
    await page.waitForTerminal('close this terminal');
    await page.focusTerminal();
    await page.press('Escape');
    await waitFor(() => names().length === 0, 5000, 'the offer stays');
  });

  it('shows a port of the running machine, from its first byte', async () => {
    const api = await activate();
    const machine = await api.launch({
      type: 'qemu',
      name: 'single',
      kernel: vscode.Uri.joinPath(
        vscode.extensions.getExtension('qemu-serial-debug.qemu-serial-debug')!.extensionUri,
        'media/guest/sample.elf',
      ).fsPath,
    });
    await machine.ports[0]!.waitFor('> ');
    await open();
    await waitFor(() => names().includes('single: serial0'), 5000, 'no terminal on the port');
    await page.waitForTerminal('QEMU Serial Debug sample guest');
    await page.typeInTerminal('echo second view\n');
    const match = await machine.ports[0]!.waitFor(/\nsecond view\r?\n/);
    assert.ok(match.end > match.start);
  });
});
