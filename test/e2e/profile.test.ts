import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { activate, EXTENSION_ID } from './support/extension';
import { PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

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

  it('the terminal profile offers to launch the sample when nothing runs, does it, and makes room', async () => {
    await open();
    await page.waitForTerminal('launch the sample guest');
    await page.focusTerminal();
    await page.press('Enter');
    const machine = await until('a machine was launched', () => api.machines[0]);
    await until('the offer has gone', () => !names().includes('QEMU Serial'));
    await machine.ports[0]!.waitFor(PROMPT);
    await until('there is a second terminal', () => names().includes('second - Sample guest'));
  });

  it('the terminal profile’s offer goes on Escape', async () => {
    await open();
    await page.waitForTerminal('close this terminal');
    await page.focusTerminal();
    await page.press('Escape');
    await until('the offer has gone', () => names().length === 0);
  });

  it('the terminal profile shows a port of the running machine, from its first byte', async () => {
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
    await until('there is a terminal on the port', () => names().includes('serial0 - single'));
    await page.waitForTerminal('QEMU Serial Debug sample guest');
    await page.typeInTerminal('echo second view\n');
    const match = await machine.ports[0]!.waitFor(/\nsecond view\r?\n/);
    assert.ok(match.end > match.start);
  });
});
