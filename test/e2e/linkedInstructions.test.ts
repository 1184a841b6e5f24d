/** Links to code without a source, while a debugger has the machine. */
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { debug, endDebugging, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, port } from './support/machines';
import { followLink } from './support/links';
import { page } from './support/page';

describe('links to code without a source', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  before(async () => {
    api = await activate();
    folder = await mkdtemp(join(tmpdir(), 'qsd-sourceless-'));
  });
  after(() => rm(folder, { recursive: true }));
  afterEach(async () => {
    await endDebugging(api);
    await clearNotifications();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a link to code without a source shows its instructions while the machine is being debugged', async () => {
    const program = join(folder, 'plain.elf');
    execFileSync('objcopy', ['--strip-debug', SAMPLE, program]);
    const { machine } = await debug(api, { kernel: SAMPLE, program });
    await port(machine).send('panic\r');
    const { start } = await port(machine).waitFor('halted');
    const [, address = ''] = /#0 (0x[0-9a-f]{8})/.exec((await port(machine).text()).slice(0, start)) ?? [];
    await page.waitForTerminal('halted');
    await vscode.commands.executeCommand('workbench.action.debug.pause');
    await until('it is paused', () => machine.state === 'paused');
    // QEMU says so first; GDB has to know it, too.
    await until('the session has stopped', () => vscode.debug.activeStackItem);
    const shown = await followLink(address, 'instructions are shown', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'qemu-crash' && document.getText();
    });
    assert.match(shown, new RegExp(`^→ 0x${address.replace(/^0x0*/, '')} .*; panic`, 'm'));
    await page.screenshot('linked-instructions');
  });
});
