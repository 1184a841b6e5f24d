import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineApi } from '../../src/api';
import { activate } from './support/extension';
import { isAlive } from './support/processes';
import { waitFor } from './support/waitFor';

describe('QEMU: Show Running Tasks', () => {
  let machine: MachineApi | undefined;

  const shown = (): string => {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.scheme === 'qemu-tasks',
    );
    return editor?.document.getText() ?? '';
  };
  const showTasks = (): Thenable<unknown> => vscode.commands.executeCommand('qemu.showTasks');

  before(() => activate());

  afterEach(async () => {
    await machine?.stop();
    machine = undefined;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says that nothing runs when nothing does', async () => {
    await showTasks();
    await waitFor(() => shown() === 'Nothing is running.\n', 5000, 'the view is not empty');
    assert.equal(vscode.window.activeTextEditor?.document.isUntitled, false);
  });

  it('shows the real tree while a machine runs, refreshes itself, and is empty afterwards', async () => {
    await showTasks();
    machine =
      (await vscode.commands.executeCommand<MachineApi | undefined>('qemu.launchSample')) ?? undefined;
    const api = await activate();
    machine = await waitFor(() => api.machines[0], 30_000, 'no machine runs');
    const { pid } = machine;
    const text = await waitFor(
      () => shown().includes(`pid ${pid}`) && shown(),
      5000,
      'the view does not show QEMU without being asked again',
    );
    assert.match(text, /^Machines: 1 · Processes: [1-9]/);
    assert.match(text, /process qemu\s+pid \d+/);
    assert.match(text, /thread serial worker\s+thread \d+/);
    // The worker's own loops and queues hang below its thread.
    assert.match(text, /thread serial worker[^\n]*\n[^\n]*(loop|group|queue)/);
    assert.match(text, /loop \S+.*waits for .+ for \d/);
    assert.match(text, /queue .*\d/);
    assert.ok(await isAlive(pid));
    await waitFor(() => shown() !== '' && shown() !== text, 5000, 'the view does not refresh');
    await machine.stop();
    await waitFor(() => shown() === 'Nothing is running.\n', 5000, `something is left:\n${shown()}`);
  });

  it('does not refresh while nobody sees it', async () => {
    await showTasks();
    const document = await waitFor(
      () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'qemu-tasks'),
      5000,
      'no document',
    );
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await waitFor(() => shown() === '', 5000, 'the view is still visible');
    const api = await activate();
    const version = document.version;
    await vscode.commands.executeCommand('qemu.launchSample');
    machine = await waitFor(() => api.machines[0], 30_000, 'no machine runs');
    assert.equal(document.version, version);
    await showTasks();
    await waitFor(() => shown().includes('process'), 5000, 'the view is old when it is seen again');
  });
});
