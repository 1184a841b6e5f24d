import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { SAMPLE_ELF } from '../guests/paths';
import { activate } from './support/extension';
import { ask, clearNotifications, notifications, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

/** A row of the view, with what a person reads: the file's name, and how much of it has run. */
const ROWS = '.test-coverage-list-item';
/** Line numbers with the editor's colours for lines that have run, or have not. */
const RAN = '.coverage-deco-gutter.coverage-deco-hit';
const NOT_RUN = '.coverage-deco-gutter.coverage-deco-miss';

describe('QEMU: Show Coverage', () => {
  let api: QemuSerialDebugApi;
  let machine: MachineApi;

  before(async () => {
    api = await activate();
    await stopAll(api);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    machine = await api.launch({
      type: 'qemu',
      name: 'covered',
      kernel: SAMPLE_ELF,
      memory: 32,
      network: 'none',
      coverage: true,
      ...(folder !== undefined && { cwd: folder }),
    });
    await port(machine).waitFor(PROMPT);
  });

  after(async () => {
    await vscode.commands.executeCommand('testing.coverage.close');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await stopAll(api);
  });

  const rows = (): Promise<string[]> => page.text(ROWS);
  const open = async (name: string): Promise<void> => {
    const path = join(dirname(SAMPLE_ELF), name);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  };

  it('coverage of a machine that runs is shown for its sources, and at their lines', async () => {
    await page.command('QEMU: Show Coverage');
    await until('the view has the sources', async () =>
      (await rows()).some((row) => row.includes('counter.c')),
    );
    await open('main.c');
    await vscode.commands.executeCommand('testing.toggleInlineCoverage');
    await until('lines have run', async () => (await page.text(RAN)).length > 0);
    await page.screenshot('coverage');
    await open('counter.c');
    await until('lines have not run', async () => (await page.text(NOT_RUN)).length > 0);
    assert.deepEqual(await page.text(RAN), []);
  });

  it('coverage since a mark has what a command ran for the first time', async () => {
    await page.command('QEMU: Start Coverage Mark');
    await until('the mark is told of', async () =>
      (await notifications()).some((text) => text.includes('for the first time from now on')),
    );
    await clearNotifications();
    assert.match(await ask(machine, 'counter'), /counter 1/);
    await page.command('QEMU: Coverage Since Mark');
    await until('the view has what ran', async () => {
      const shown = (await rows()).join(' ');
      return shown.includes('counter.c') && !shown.includes('boot.S');
    });
    await until('lines have run', async () => (await page.text(RAN)).length > 0);
    await page.screenshot('coverage-since-mark');
  });

  it('coverage of a machine that has ended is still there', async () => {
    await machine.stop();
    await page.command('QEMU: Show Coverage');
    await until('the view has the sources', async () => (await rows()).some((row) => row.includes('main.c')));
  });
});
