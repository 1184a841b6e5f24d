import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { activate, EXTENSION_ID } from './support/extension';
import { PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { waitFor } from './support/waitFor';

describe('terminal profile "QEMU Serial"', () => {
  const open = async (): Promise<void> => {
    void vscode.commands.executeCommand('workbench.action.terminal.newWithProfile');
    await page.pick('QEMU Serial');
  };
  const names = (): string[] => vscode.window.terminals.map(({ name }) => name);

  let api: QemuSerialDebugApi;

  before(async () => {
    api = await activate();
    await stopAll(api);
  });

  afterEach(() => stopAll(api));

  it('offers to launch the sample when nothing runs, does it, and makes room', async () => {
    await open();
    await page.waitForTerminal('launch the sample guest');
    await page.focusTerminal();
    await page.press('Enter');
    const machine = await waitFor(() => api.machines[0], 30_000, 'no machine was launched');
    await waitFor(() => !names().includes('QEMU Serial'), 5000, 'the offer stays');
    await machine.ports[0]!.waitFor(PROMPT);
    await waitFor(() => names().includes('Sample guest: second'), 10_000, 'no second terminal');
  });

  it('goes on Escape', async () => {
    await open();
    await page.waitForTerminal('close this terminal');
    await page.focusTerminal();
    await page.press('Escape');
    await waitFor(() => names().length === 0, 5000, 'the offer stays');
  });

  it('shows a port of the running machine, from its first byte', async () => {
    const machine = await api.launch({
      type: 'qemu',
      name: 'single',
      kernel: vscode.Uri.joinPath(
        vscode.extensions.getExtension(EXTENSION_ID)!.extensionUri,
        'media/guest/sample.elf',
      ).fsPath,
    });
    await machine.ports[0]!.waitFor(PROMPT);
    await open();
    await waitFor(() => names().includes('single: serial0'), 5000, 'no terminal on the port');
    await page.waitForTerminal('QEMU Serial Debug sample guest');
    await page.typeInTerminal('echo second view\n');
    const match = await machine.ports[0]!.waitFor(/\nsecond view\r?\n/);
    assert.ok(match.end > match.start);
  });
});
