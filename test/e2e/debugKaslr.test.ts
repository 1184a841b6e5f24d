/** What the editor offers when a kernel has moved itself too early to be seen. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { endDebugging, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications } from './support/machines';
import { page } from './support/page';
import { inWorkspace } from './support/paths';
import { commandLineOf, expectNoChildren } from './support/processes';
import { until } from '../support/until';

const LAUNCH_JSON = inWorkspace('.vscode', 'launch.json');
const WRITTEN = `{
  // Mine.
  "configurations": [
    { "type": "qemu", "request": "launch", "name": "moves", "kernel": ${JSON.stringify(SAMPLE)}, "append": "a=b" }
  ]
}
`;

const BUTTON = '.notifications-list-container .notification-list-item .monaco-button';

/**
 * A kernel that moves takes half a gigabyte of symbols (test/kernels has one): here the first output of a session
 * becomes the event that such a session sends.
 */
function movedKernels(): vscode.Disposable {
  let sent = false;
  return vscode.debug.registerDebugAdapterTrackerFactory('qemu', {
    createDebugAdapterTracker: () => ({
      onDidSendMessage: (message: { type?: string; event?: string; body?: object }) => {
        if (sent || message.type !== 'event' || message.event !== 'output') return;
        sent = true;
        Object.assign(message, { event: 'qemu.passedUnseen', body: {} });
      },
    }),
  });
}

describe('a kernel that was found too late', () => {
  let api: QemuSerialDebugApi;
  let moved: vscode.Disposable;
  before(async () => (api = await activate()));
  beforeEach(async () => {
    await writeFile(LAUNCH_JSON, WRITTEN);
    moved = movedKernels();
  });
  afterEach(async () => {
    moved.dispose();
    await endDebugging(api);
    await clearNotifications();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(LAUNCH_JSON, { force: true });
    await expectNoChildren();
  });

  async function press(button: string): Promise<string> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const config = { type: 'qemu', request: 'launch', name: 'moves', kernel: SAMPLE, append: 'a=b' };
    assert.equal(await vscode.debug.startDebugging(folder, config), true);
    const first = await until('a machine runs', () => api.machines[0]);
    const toast = `${BUTTON}:has-text(${JSON.stringify(button)})`;
    await until(`${button} is offered`, async () => {
      await vscode.commands.executeCommand('notifications.showList');
      return (await page.text(toast)).length > 0;
    });
    await page.screenshot('kaslr-offer');
    await page.click(toast);
    const again = (): number | undefined => api.machines.find(({ id }) => id !== first.id)?.pid;
    const pid = await until('it is started again', again);
    return (await commandLineOf(pid)).join(' ');
  }

  it('a kernel that was found too late is started again in one click, and told to stay where it is', async () => {
    assert.match(await press('Restart with nokaslr'), / -append a=b nokaslr /);
    assert.equal(await readFile(LAUNCH_JSON, 'utf8'), WRITTEN);
  });

  it('a kernel that was found too late is told to stay in launch.json, too, when that is wanted', async () => {
    assert.match(await press('Restart and Save in launch.json'), / -append a=b nokaslr /);
    const saved = await readFile(LAUNCH_JSON, 'utf8');
    assert.equal(saved, WRITTEN.replace('"a=b"', '"a=b nokaslr"'));
  });
});
