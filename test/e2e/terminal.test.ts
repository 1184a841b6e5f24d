/** The terminal of a port, as a person meets it: keys, pastes, colours, closing and opening again. */
import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import { ask, closeByKey, launchSample, port, stopAll, terminalNamed } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

const pasteWarning = (): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration('terminal.integrated');

describe('a serial terminal', () => {
  let api: QemuSerialDebugApi;
  let machine: MachineApi;
  before(async () => {
    api = await activate();
    // Asks before it pastes lines, which a test cannot answer.
    await pasteWarning().update('enableMultiLinePasteWarning', 'never', vscode.ConfigurationTarget.Global);
  });
  after(() =>
    pasteWarning().update('enableMultiLinePasteWarning', undefined, vscode.ConfigurationTarget.Global),
  );
  beforeEach(async () => {
    machine = await launchSample(api);
    await page.waitForTerminal('\n>');
  });
  afterEach(() => stopAll(api));

  it('a serial terminal sends keys as a serial line has them', async () => {
    await page.typeInTerminal('echo naïve 日本\n');
    await page.waitForTerminal('\nnaïve 日本');
    await page.typeInTerminal('half a line');
    await page.press('Control+C');
    await port(machine).waitFor('^C');
  });

  it('a serial terminal sends 100 KB that are pasted, in order and unbroken', async () => {
    const line = 'The quick brown fox jumps over the lazy dog. 0123456789 äöü\n';
    const text = line.repeat(Math.ceil((100 * 1024) / Buffer.byteLength(line)));
    // Enter is a carriage return on the line, also in what is pasted.
    const sent = Buffer.from(text.replaceAll('\n', '\r'));
    await page.typeInTerminal(`raw ${sent.length}\n`);
    await port(machine).waitFor(`raw: send ${sent.length} bytes`);
    await page.pasteInTerminal(text);
    const { text: answer } = await port(machine).waitFor(/raw: (got|gave).*\r\n/, { timeoutMs: 60_000 });
    const crc = crc32(sent).toString(16).padStart(8, '0');
    assert.equal(answer.trim(), `raw: got ${sent.length} bytes, crc32 ${crc}`);
  });

  it('a serial terminal answers what the guest asks of a terminal', async () => {
    await page.typeInTerminal('query\n');
    await until('an answer is shown', async () => /cursor|\d+;\d+/i.test(await page.terminalText()));
  });

  it('a serial terminal closes without stopping the machine when it is not the task’s, and opens with all that was said', async () => {
    await until('there is a second terminal', () => terminalNamed('second - Sample guest'));
    await port(machine, 1).waitFor('\r\n');
    terminalNamed('second - Sample guest')?.dispose();
    await until('it has gone', () => !terminalNamed('second - Sample guest'));
    assert.equal(machine.state, 'running');
    await port(machine, 1).send('while it was closed');
    await port(machine, 1).waitFor('while it was closed');
    await vscode.commands.executeCommand('qemu.openTerminal', machine.id, 'second');
    const shown = await page.waitForTerminal('while it was closed');
    assert.ok(shown.startsWith((await port(machine, 1).text()).split('\r\n')[0] ?? '?'), shown);
    assert.equal(await ask(machine, 'echo alive'), 'alive');
  });

  it('a command brings the terminal of a port to the front', async () => {
    await vscode.commands.executeCommand('qemu.openTerminal', machine.id, 1);
    await vscode.commands.executeCommand('qemu.openTerminal', machine.id, 'console');
    await until('it is in front', () => vscode.window.activeTerminal?.name === 'Sample guest');
    assert.equal(vscode.window.terminals.length, 2);
  });

  it('a serial terminal freezes and thaws without losing anything', async () => {
    await vscode.commands.executeCommand('qemu.pauseOutput', machine.id, 'console');
    assert.equal(await ask(machine, 'echo in the dark'), 'in the dark');
    assert.ok(!(await page.terminalText()).includes('in the dark'));
    await vscode.commands.executeCommand('qemu.resumeOutput', machine.id, 'console');
    await page.waitForTerminal('\nin the dark');
  });

  it('terminals of further ports keep their text after the end, until a key is pressed', async () => {
    const second = await until('there is a second terminal', () => terminalNamed('second - Sample guest'));
    await port(machine, 1).waitFor('\r\n');
    second.show();
    await machine.stop();
    await page.waitForTerminal('Press any key');
    await closeByKey('second - Sample guest');
  });
});
