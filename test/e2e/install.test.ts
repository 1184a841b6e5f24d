/** A program that is missing: the message offers the command of this computer, typed and not run, and our help. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineConfiguration, QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, notifications, stopAll, terminalNamed } from './support/machines';
import { page } from './support/page';

const BUTTON = '.notification-list-item a.monaco-button';
/** There is no such QEMU. */
const ABSENT = { type: 'qemu', name: 'absent', arch: 'i386', qemuPath: 'qemu-absent' };

describe('a program that is missing', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(async () => {
    await stopAll(api);
    await clearNotifications();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const button = async (title: string): Promise<void> => {
    await assert.rejects(api.launch(ABSENT as MachineConfiguration), /was not found/);
    await until('it is told', async () =>
      (await notifications()).some((text) => text.includes('qemu-absent was not found')),
    );
    await until('there is a button', async () => (await page.text(BUTTON)).includes(title));
    await page.click(`${BUTTON}:has-text("${title}")`);
  };

  it('where QEMU is missing, a button types what installs it into a terminal, and does not run it', async () => {
    await button('Install…');
    await until('there is a terminal', () => terminalNamed('Install QEMU'));
    const shown = await page.waitForTerminal('apt install qemu-system-x86');
    assert.match(shown, /Press Enter to run this command/);
    assert.doesNotMatch(shown, /Reading package lists|newest version/);
    await page.screenshot('install');
  });

  it('where QEMU is missing, a button shows how it is installed, and the palette has the same for GDB', async () => {
    await button('How to Install');
    await until('the help is shown', () =>
      vscode.window.tabGroups.all.some(({ activeTab }) => /install\.md/.test(activeTab?.label ?? '')),
    );
    // A page that is still coming up takes the focus when it is there, and closes a list.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await page.command('QEMU: Install QEMU, GDB or a Symbolizer…');
    await page.pick('GDB');
    await until('there is a terminal', () => terminalNamed('Install GDB'));
    await page.waitForTerminal('apt install gdb-multiarch');
  });
});
