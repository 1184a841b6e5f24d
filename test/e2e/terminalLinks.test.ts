/** Links from what a guest prints to its sources. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { ask, clearNotifications, launchSample, port, stopAll, terminalNamed } from './support/machines';
import { followLink } from './support/links';
import { page } from './support/page';
import { showTheme } from './support/theme';

/** Runs "panic" in the sample guest, and returns the address in a line of its backtrace. */
async function panic(api: QemuSerialDebugApi, frame: number): Promise<string> {
  const machine = await launchSample(api);
  await port(machine).send('panic\r');
  const { start } = await port(machine).waitFor('halted');
  await page.waitForTerminal('halted');
  const text = (await port(machine).text()).slice(0, start);
  return new RegExp(`#${frame} (0x[0-9a-f]{8})`).exec(text)?.[1] ?? assert.fail(text);
}

/** The line that the active editor shows, when it is of such a file. */
function shownLine(name: string): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || basename(editor.document.uri.path) !== name) return undefined;
  return editor.document.lineAt(editor.selection.active.line).text;
}

const hover = (): Promise<string[]> => page.text('.workbench-hover');

/** Waits until what is shown for a link has its function and its line. A mouse that moves on is shown nothing. */
async function untilTold(address: string): Promise<void> {
  const look = async (): Promise<boolean> => {
    if ((await hover()).some((text) => /check_sum\sat\s.*panic\.c:\d+/.test(text))) return true;
    await page.hoverInTerminal(address);
    return false;
  };
  await until('the function is told', look, { everyMs: 1500 });
}

describe('links in a terminal', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(async () => {
    await stopAll(api);
    await clearNotifications();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a link in a terminal leads from an address of a guest that has crashed to its line, in one click', async () => {
    const address = await panic(api, 1);
    const line = await followLink(address, 'its source is shown', () => shownLine('panic.c'));
    assert.match(line, /panic\("table_of_sums is damaged"\);$/);
  });

  it('a link in a terminal says which function it leads to, also when the machine has ended', async () => {
    const address = await panic(api, 1);
    for (const theme of ['dark', 'light'] as const) {
      await showTheme(theme);
      await untilTold(address);
      await page.screenshot(`terminal-link-${theme}`);
    }
    await Promise.all(api.machines.map((machine) => machine.stop()));
    await page.waitForTerminal('ended');
    await followLink(address, 'its source is shown', () => shownLine('panic.c'));
  });

  it('a link in a decoded crash leads to its line, also when the machine has ended', async () => {
    await panic(api, 1);
    const [machine] = api.machines;
    // At once: what the port has printed goes before the symbols are looked up.
    await machine?.stop();
    await vscode.commands.executeCommand('qemu.showCrash', machine?.id);
    // What was shown before may still be closing, and the document's text comes after its tab.
    const shown = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;
    const document = await until(
      'the crash is shown',
      () => {
        const crash = shown();
        return crash?.uri.scheme === 'qemu-crash' && crash.getText().includes('halted') && crash;
      },
      { details: () => `${shown()?.uri.toString()}: ${shown()?.getText()}` },
    );
    const text = document.getText();
    assert.match(text, /^# `PANIC: table_of_sums is damaged`\n/);
    assert.match(text, /\n```\n[^]*halted\n```\n/, 'with the console’s lines');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const link = links.find(({ range }) => document.lineAt(range.start).text.includes('check_sum at '));
    await page.screenshot('decoded-crash');
    await vscode.commands.executeCommand('vscode.open', link?.target);
    const line = await until('its source is shown', () => shownLine('panic.c'));
    assert.match(line, /panic\("table_of_sums is damaged"\);$/);
  });

  it('a link in a terminal of somebody else’s is not ours', async () => {
    const address = await panic(api, 1);
    const written = new vscode.EventEmitter<string>();
    const pty = {
      onDidWrite: written.event,
      open: () => written.fire(`another #1 ${address}`),
      close: () => undefined,
    };
    vscode.window.createTerminal({ name: 'other', pty }).show();
    await page.waitForTerminal(`another #1 ${address}`);
    await page.hoverInTerminal(address);
    await page.press('Shift');
    assert.deepEqual(
      (await hover()).filter((text) => text.includes('check_sum')),
      [],
    );
  });

  it('a link in a terminal is made of nothing that a guest makes up, and nothing is opened by itself', async () => {
    const machine = await launchSample(api);
    const second = await until('there is a second terminal', () => terminalNamed('second - Sample guest'));
    second.show();
    const echo = port(machine, 1);
    const row = Array.from(
      { length: 100 },
      (_, index) => `0x${(index * 4096 + 1).toString(16).padStart(8, '0')}`,
    );
    for (let rows = 0; rows < 100; rows++) await echo.send(`${row.join(' ')}\r\n`);
    await echo.send(`${'0x00101000 '.repeat(1000)}\r\n`);
    const words = [
      '/etc/passwd:1',
      '../../etc/hosts.c:1',
      'command:workbench.action.closeAllEditors',
      '[x](command:qemu.stop)',
    ];
    for (const word of words) await echo.send(`see ${word}\r\n`);
    await echo.send('shown\r\n');
    await page.waitForTerminal('shown', 60_000);
    for (const word of ['0x00101000', ...words]) await page.hoverInTerminal(word);
    assert.equal(vscode.window.activeTextEditor, undefined);
    assert.equal(await ask(machine, 'echo alive'), 'alive');
  });
});
