/** What a port has said as a document: read, followed, searched and saved. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { ask, clearNotifications, launchSample, port, stopAll } from './support/machines';
import { page } from './support/page';
import { showTheme } from './support/theme';

const BANNER = 'QEMU Serial Debug sample guest';
const LENS = '.monaco-editor .codelens-decoration a';

describe('serial output as a document', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  before(async () => {
    api = await activate();
    folder = await mkdtemp(join(tmpdir(), 'qsd-saved-'));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await stopAll(api);
    await clearNotifications();
    await rm(folder, { recursive: true });
  });

  const text = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';
  const shows = (what: string, pattern: RegExp): Promise<true> => until(what, () => pattern.test(text()));

  it('serial output is a document that follows its port, with times and crashes, is searched and saved', async () => {
    const machine = await launchSample(api);
    await vscode.commands.executeCommand('qemu.openSerialOutput', machine.id, 0);
    await shows('the document begins with the first line', new RegExp(`^${BANNER}`, 'm'));
    assert.ok(vscode.window.activeTextEditor?.document.uri.scheme === 'qemu-serial');
    await ask(machine, 'echo followed');
    await shows('the document follows', /^followed$/m);
    await port(machine).send('panic\r');
    await shows('the document shows the crash', /halted/);
    await until('the crash is decoded above its line', async () =>
      (await page.text(LENS)).some((lens) => /PANIC: .*table_of_sums.*\(panic\.c:\d+\)/.test(lens)),
    );
    await vscode.commands.executeCommand('qemu.toggleTimestamps');
    await shows('lines have times', new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} {4}${BANNER}`, 'm'));
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await showTheme(theme);
      await page.screenshot(`serial-output-${theme}`);
    }
    void vscode.commands.executeCommand('qemu.findInSerialOutput');
    await page.answer('to find in all output', '/sample g..st/');
    await page.pick(BANNER);
    await until('the editor is at the line that was found', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.lineAt(editor.selection.active.line).text.includes(BANNER) ?? false;
    });
    const target = join(folder, 'saved.cast');
    await vscode.commands.executeCommand('qemu.saveSerialOutput', machine.id, 0, 'asciicast', target);
    const [header, ...events] = (await readFile(target, 'utf8')).trimEnd().split('\n');
    assert.match(header ?? '', /"version":2/);
    assert.ok(events.join('').includes('followed'));
  });

  it('serial output of all ports is one document with the names of the ports and QEMU’s events', async () => {
    const [machine] = api.machines;
    assert.ok(machine);
    await machine.reset();
    await vscode.commands.executeCommand('qemu.openAllSerialOutput', machine.id);
    await shows('lines have their ports and events are among them', /^\S+ +│ [^]*^QEMU +│ RESET/m);
    await page.screenshot('serial-output-all-ports');
    await machine.stop();
    await until('the machine has ended', () => api.machines.length === 0);
    assert.match(text(), /QEMU +│ RESET/, 'the document stays');
  });
});
