/** Attaching to a QEMU that somebody else has started, with its serial port in a terminal. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { ask, endDebugging, GUEST, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, notifications, terminalNamed } from './support/machines';
import { followLink } from './support/links';
import { page } from './support/page';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

const TITLE = 'serial0 - foreign';
const DEBUG_HERE =
  '.notifications-list-container .notification-list-item .monaco-button:text-is("Debug Here")';

describe('a debug session with the serial port of another QEMU', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  let qemu: ChildProcess;
  before(async () => (api = await activate()));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-foreign-'));
    await startQemu();
  });
  afterEach(async () => {
    await endDebugging(api);
    await endQemu();
    await rm(folder, { recursive: true });
    await expectNoChildren();
  });

  async function startQemu(): Promise<void> {
    const server = (name: string): string => `unix:${join(folder, name)},server=on,wait=off`;
    const args = ['-display', 'none', '-m', '32', '-nic', 'none', '-kernel', SAMPLE];
    const listening = ['-qmp', server('qmp'), '-serial', server('serial')];
    qemu = spawn('qemu-system-i386', [...args, ...listening], { stdio: 'ignore' });
    for (const name of ['qmp', 'serial'])
      await until(`QEMU has a ${name} socket`, () => access(join(folder, name)).then(() => true));
  }

  async function endQemu(): Promise<void> {
    if (qemu.exitCode !== null || qemu.signalCode !== null) return;
    qemu.kill('SIGKILL');
    await once(qemu, 'exit');
  }

  const start = async (more: { program?: string; serial?: object[] } = {}): Promise<boolean> =>
    await vscode.debug.startDebugging(undefined, {
      ...{ type: 'qemu', request: 'attach', name: 'foreign', debugger: 'none' },
      ...{ qmp: `unix:${join(folder, 'qmp')}`, serial: [`unix:${join(folder, 'serial')}`], ...more },
    });

  async function attach(more: { program?: string } = {}): Promise<vscode.DebugSession> {
    assert.equal(await start(more), true);
    const session = await until('there is a session', () => vscode.debug.activeDebugSession);
    const terminal = await until('there is a terminal', () => terminalNamed(TITLE));
    terminal.show();
    return session;
  }

  async function typeAndSee(text: string): Promise<void> {
    // The prompt was said when nobody listened.
    await page.typeInTerminal(`\necho ${text}\n`);
    await page.waitForTerminal(`\n${text}\n>`);
  }

  const untilTold = (wanted: string): Promise<unknown> =>
    until(`a notification with ${wanted}`, async () =>
      (await notifications()).some((text) => text.includes(wanted)),
    );

  /** A key that follows the last one within a second belongs to what was typed before, and closes nothing. */
  async function closeByKey(): Promise<void> {
    const pressed = async (): Promise<boolean> => {
      if (terminalNamed(TITLE)) await page.typeInTerminal('x');
      return !terminalNamed(TITLE);
    };
    await until('the terminal is closed', pressed, { everyMs: 1500 });
  }

  it('a session shows the serial port of another QEMU, types into it, and lets go of it', async () => {
    for (const text of ['first', 'once more']) {
      const session = await attach();
      await typeAndSee(text);
      await ask(session, 'evaluate', { expression: 'serial: echo from the console', context: 'repl' });
      await page.waitForTerminal('\nfrom the console');
      // Its lines have times, as those of a machine.
      await page.command('QEMU: Show or Hide QEMU Time Stamps');
      await until('lines have times', async () =>
        /^\d\d:\d\d:\d\d\.\d{3} +from the console$/m.test(await page.terminalText()),
      );
      await vscode.commands.executeCommand('qemu.toggleTimestamps');
      await page.waitForTerminal('\nfrom the console');
      await vscode.debug.stopDebugging(session);
      await page.waitForTerminal('* QEMU disconnected: The debug session has ended. QEMU goes on.');
      await until('the session has ended', () => vscode.debug.activeDebugSession === undefined);
      assert.equal(qemu.exitCode, null);
      assert.equal(vscode.window.terminals.filter(({ name }) => name === TITLE).length, 1);
    }
    // And so can anybody else.
    const other = connect(join(folder, 'serial'));
    let heard = '';
    other.setEncoding('utf8').on('data', (text: string) => (heard += text));
    other.write('echo to another program\r');
    await until('it answers', () => heard.includes('\r\nto another program'));
    other.destroy();
    assert.deepEqual(await notifications(), []);
  });

  it('the serial port of another QEMU has the name, the encoding, the echo and the capture that its entry says', async () => {
    const endpoint = `unix:${join(folder, 'serial')}`;
    const capture = join(folder, 'console.log');
    const looks = { name: 'console', encoding: 'cp437', localEcho: true, capture };
    assert.equal(await start({ serial: [{ endpoint, ...looks }] }), true);
    const session = await until('there is a session', () => vscode.debug.activeDebugSession);
    (await until('there is a terminal', () => terminalNamed('console - foreign'))).show();
    await page.typeInTerminal('\necho ╔═╗ ░▒▓█\n');
    await page.waitForTerminal('\n╔═╗ ░▒▓█');
    const shown = await page.terminalText();
    assert.equal(shown.match(/╔/g)?.length, 3, `typed, echoed and answered: ${shown}`);
    await ask(session, 'evaluate', { expression: 'serial[console]: echo ─', context: 'repl' });
    await page.waitForTerminal('\n─');
    const bytes = await readFile(capture, 'latin1');
    assert.ok(bytes.includes('\n\xc9\xcd\xbb \xb0\xb1\xb2\xdb') && bytes.includes('\n\xc4'), bytes);
    await vscode.debug.stopDebugging(session);
  });

  it('the serial port of another QEMU is in the tree of tasks, and says when QEMU ends', async () => {
    await attach();
    // The guest waits at its prompt, which was said when nobody listened.
    await page.waitForTerminal('* Nothing was received since this port was connected.');
    await typeAndSee('alive');
    await vscode.commands.executeCommand('qemu.showTasks');
    const tree = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';
    await until('the port is in the tree', () => tree().includes('transmit serial0'));
    assert.match(tree(), /serial ports of foreign/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await endQemu();
    await page.waitForTerminal('* QEMU disconnected: QEMU has closed');
    await until('the session has ended', () => vscode.debug.activeDebugSession === undefined);
    await closeByKey();
  });

  it('a crash that another QEMU’s guest prints is told of with its lines, as long as it is connected', async () => {
    const lines = (): vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(vscode.Uri.file(join(GUEST, 'panic.c')));
    // Those of machines that have ended stay until these are started again.
    const before = lines().length;
    await attach({ program: SAMPLE });
    await page.typeInTerminal('\npanic\n');
    await until('an entry in Problems', () => lines().length > before);
    assert.equal(lines().at(-1)?.message, 'PANIC: table_of_sums is damaged');
    await untilTold('The guest of "foreign" has crashed');
    await vscode.debug.stopDebugging();
    await until('the entry is gone', () => lines().length === before);
    await clearNotifications();
  });

  it('the terminal of another QEMU’s port has links to its program’s lines, also when the session has ended', async () => {
    await attach({ program: SAMPLE });
    await page.typeInTerminal('\npanic\n');
    const address = /#1 (0x[0-9a-f]{8})/.exec(await page.waitForTerminal('halted'))?.[1];
    assert.ok(address);
    const follow = async (): Promise<void> => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const shown = (): vscode.TextEditor | undefined => vscode.window.activeTextEditor;
      const editor = await followLink(address, 'its source is shown', shown);
      const line = editor.document.lineAt(editor.selection.active.line).text;
      assert.match(line, /panic\("table_of_sums is damaged"\);$/);
    };
    await follow();
    await vscode.debug.stopDebugging();
    await page.waitForTerminal('* QEMU disconnected: ');
    await follow();
    await clearNotifications();
  });

  it('a crash that another QEMU’s guest prints is told of by rules of the person’s own', async () => {
    const settings = vscode.workspace.getConfiguration('qemu');
    const rules = [{ trigger: 'unknown command', begins: '^(?<title>\\w+): unknown command' }];
    await settings.update('crashRules', rules, vscode.ConfigurationTarget.Global);
    try {
      await attach();
      await page.typeInTerminal('\nsingularity\n');
      await untilTold('The guest of "foreign" has crashed: singularity');
    } finally {
      await settings.update('crashRules', undefined, vscode.ConfigurationTarget.Global);
      await clearNotifications();
    }
  });

  it('a crash that another QEMU’s guest prints is stopped in its session by one click, unless that has ended', async () => {
    const crash = async (): Promise<vscode.DebugSession> => {
      const session = await attach({ program: SAMPLE });
      await page.typeInTerminal('\npanic\n');
      await untilTold('The guest of "foreign" has crashed');
      return session;
    };
    const session = await crash();
    await page.click(DEBUG_HERE);
    await until('it has stopped', () => vscode.debug.activeStackItem?.session.id === session.id);
    await vscode.debug.stopDebugging(session);
    await until('the session has ended', () => vscode.debug.activeDebugSession === undefined);
    await endQemu();
    await startQemu();
    await vscode.debug.stopDebugging(await crash());
    await until('the session has ended', () => vscode.debug.activeDebugSession === undefined);
    await page.click(DEBUG_HERE);
    await untilTold('The debug session of "foreign" has ended since the crash.');
    await clearNotifications();
  });

  it('a session does not begin when the serial port of another QEMU is not there, and says so', async () => {
    await rm(join(folder, 'serial'));
    // VS Code under test shows no dialog, and rejects with what would be in it.
    await assert.rejects(start(), /serial: there is no such socket. Was QEMU started with it/);
    await until('the session has ended', () => vscode.debug.activeDebugSession === undefined);
    assert.equal(terminalNamed(TITLE), undefined);
    assert.equal(qemu.exitCode, null);
  });
});
