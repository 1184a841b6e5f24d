import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import { launchSample, stopAll } from './support/machines';
import { isAlive } from './support/processes';
import { waitFor } from './support/waitFor';

const EMPTY = 'Nothing is running.\n';

describe('QEMU: Show Running Tasks', () => {
  let api: QemuSerialDebugApi;

  const shown = (): string => {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.scheme === 'qemu-tasks',
    );
    return editor?.document.getText() ?? '';
  };
  const showTasks = (): Thenable<unknown> => vscode.commands.executeCommand('qemu.showTasks');

  before(async () => {
    api = await activate();
    await stopAll(api);
  });

  afterEach(async () => {
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says that nothing runs when nothing does', async () => {
    await showTasks();
    await waitFor(() => shown() === EMPTY, 5000, 'the view is not empty');
  });

  it('shows the real tree while a machine runs, refreshes itself, and is empty afterwards', async () => {
    await showTasks();
    const machine = await launchSample(api);
    const text = await waitFor(
      // Earlier views show it on its way up.
      () => shown().startsWith('Machines: 1') && shown().includes(`pid ${machine.pid}`) && shown(),
      5000,
      'the view does not show QEMU without being asked again',
    );
    assert.match(text, /^Machines: 1 · Processes: [1-9]\d* · Threads: [1-9]\d* · Loops: [1-9]/);
    assert.match(text, /process qemu\s+pid \d+/);
    // The worker's own loops and queues hang below its thread.
    assert.match(text, /thread serial worker\s+thread \d+\n[^\n]*(loop|group|queue)/);
    assert.match(text, /loop \S+.*waits for .+ for \d/);
    assert.match(text, /queue .*\d/);
    assert.ok(await isAlive(machine.pid));
    await waitFor(() => shown() !== '' && shown() !== text, 5000, 'the view does not refresh');
    await machine.stop();
    await waitFor(() => shown() === EMPTY, 10_000, 'something is left').catch((error: unknown) => {
      throw new Error(`${String(error)}\n${shown()}`, { cause: error });
    });
  });

  it('does not refresh while nobody sees it', async () => {
    await showTasks();
    const document = await waitFor(
      () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'qemu-tasks'),
      5000,
      'no document',
    );
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    // What was on its way when it was covered still arrives.
    let { version } = document;
    let since = Date.now();
    const quiet = (): boolean => {
      if (document.version !== version) since = Date.now();
      version = document.version;
      return Date.now() - since > 1500;
    };
    await waitFor(quiet, 8000, 'it still refreshes');
    await launchSample(api);
    assert.equal(document.version, version);
    await showTasks();
    await waitFor(() => shown().includes('process'), 5000, 'the view is old when it is seen again');
  });
});
