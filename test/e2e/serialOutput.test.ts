/** What a port has said as a document: read, followed, searched and saved. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import {
  ask,
  clearNotifications,
  launchSample,
  notifications,
  port,
  PROMPT,
  stopAll,
} from './support/machines';
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
  const cursorLine = (): string => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.lineAt(editor.selection.active.line).text ?? '';
  };
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
    // Its bytes may have come in pieces.
    const said = events.map((event) => (JSON.parse(event) as [number, string, string])[2]).join('');
    assert.match(said, /followed/);
  });

  it('serial output longer than a document is gone through by pages, times and crashes, and its end is followed again', async () => {
    await stopAll(api);
    const machine = await launchSample(api);
    const crash = async (title: string): Promise<void> => {
      await ask(machine, `echo *** PANIC: ${title}`);
      await ask(machine, 'echo halted');
    };
    await crash('one');
    await ask(machine, 'flood 3000000');
    await crash('two');
    await ask(machine, 'echo at the end');
    await vscode.commands.executeCommand('qemu.openSerialOutput', machine.id, 0);
    await shows('the end is shown', /^at the end$/m);
    assert.doesNotMatch(text(), new RegExp(BANNER), 'and not the beginning');
    await until('the way to what is older stands above', async () =>
      (await page.text(LENS)).some((lens) => /Older output \(/.test(lens)),
    );

    await vscode.commands.executeCommand('qemu.previousCrash');
    await until('the cursor is at the last crash', () => /PANIC: two/.test(cursorLine()));
    await vscode.commands.executeCommand('qemu.previousCrash');
    await until('the cursor is at the one before', () => /PANIC: one/.test(cursorLine()));
    await shows('what is around it is shown', new RegExp(BANNER));
    await page.screenshot('serial-output-crash');
    void vscode.commands.executeCommand('qemu.previousCrash');
    await until('there is none before', async () =>
      (await notifications()).some((one) => one.includes('No crash comes before this line.')),
    );
    await clearNotifications();
    await page.click('.monaco-editor .view-line');
    await page.press('F8');
    await until('a key goes to the next one', () => /PANIC: one|PANIC: two/.test(cursorLine()));

    await vscode.commands.executeCommand('qemu.previousCrash');
    await until('the first crash again', () => /PANIC: one/.test(cursorLine()));
    await vscode.commands.executeCommand('qemu.toggleTimestamps');
    await shows('lines have times', /^\d\d:\d\d:\d\d\.\d{3} {4}\*\*\* PANIC: one/m);
    const time = /^(\S+) {4}\*\*\* PANIC: one/m.exec(text())?.[1] ?? '';
    await vscode.commands.executeCommand('qemu.followSerialOutput');
    await shows('the end again', /at the end$/m);
    void vscode.commands.executeCommand('qemu.goToTime');
    await page.answer('Time of day', time);
    await until('the cursor is at that time', () => cursorLine().startsWith(time));
    await page.screenshot('serial-output-time');

    const before = text();
    await ask(machine, 'echo nobody looks');
    // Half of what is shown stays: from a beginning, all of it does the first time.
    await vscode.commands.executeCommand('qemu.newerSerialOutput');
    await until('half a page on', () => text() !== before && text().includes('PANIC: one'));
    await vscode.commands.executeCommand('qemu.newerSerialOutput');
    await until('a page on', () => !text().includes('PANIC: one'));
    assert.doesNotMatch(text(), /nobody looks/);
    // Pages begin with lines, so that the first of them may be a line short of the crash.
    const farthest = text();
    await vscode.commands.executeCommand('qemu.olderSerialOutput');
    await until('a page back', () => text() !== farthest);
    await vscode.commands.executeCommand('qemu.olderSerialOutput');
    await until('at the beginning', () => text().includes(BANNER) && text().includes('PANIC: one'));
    await vscode.commands.executeCommand('qemu.followSerialOutput');
    await shows('the end is shown', /nobody looks$/m);
    await ask(machine, 'echo followed again');
    await shows('and followed', /followed again$/m);
    await vscode.commands.executeCommand('qemu.toggleTimestamps');
  });

  it('serial output is folded by boots', async () => {
    const [machine] = api.machines;
    assert.ok(machine);
    await vscode.commands.executeCommand('qemu.openSerialOutput', machine.id, 0);
    await vscode.commands.executeCommand('qemu.followSerialOutput');
    await machine.reset();
    await port(machine).waitFor(PROMPT);
    await ask(machine, 'echo second boot');
    await shows('the second boot is shown', /^second boot$/m);
    const uri = vscode.window.activeTextEditor?.document.uri;
    const folds = await until('there are two to fold', async () => {
      const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        'vscode.executeFoldingRangeProvider',
        uri,
      );
      return ranges.length === 2 && ranges;
    });
    assert.match(text().split('\n')[folds[1]?.start ?? 0] ?? '', new RegExp(BANNER));
    await vscode.commands.executeCommand('editor.foldAll');
    await until('both are folded', async () => (await page.text('.monaco-editor .view-line')).length <= 3);
    await page.screenshot('serial-output-folded');
    await vscode.commands.executeCommand('editor.unfoldAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
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
