import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { SAMPLE_ELF } from '../guests/paths';
import { activate } from './support/extension';
import { clearNotifications, launchSample, port, PROMPT, stopAll } from './support/machines';
import { isAlive } from './support/processes';
import { until } from '../support/until';

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
    // A notification that nobody has answered is a task that waits.
    await clearNotifications();
  });

  afterEach(async () => {
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('the view of running tasks says that nothing runs when nothing does', async () => {
    await showTasks();
    await until('the view is empty', () => shown() === EMPTY, { details: shown });
  });

  it('the view of running tasks shows the real tree while a machine runs, refreshes itself, and is empty afterwards', async () => {
    await showTasks();
    const machine = await launchSample(api);
    const text = await until(
      // Earlier views show it on its way up.
      'the view shows QEMU without being asked again',
      () => shown().startsWith('Machines: 1') && shown().includes(`pid ${machine.pid}`) && shown(),
    );
    assert.match(text, /^Machines: 1 · Processes: [1-9]\d* · Threads: [1-9]\d* · Loops: [1-9]/);
    assert.match(text, /process qemu\s+pid \d+/);
    // The worker's own loops and queues hang below its thread.
    assert.match(text, /thread serial worker\s+thread \d+\n[^\n]*(loop|group|queue)/);
    assert.match(text, /loop \S+.*waits for .+ for \d/);
    assert.match(text, /queue .*\d/);
    assert.ok(await isAlive(machine.pid));
    await until('the view refreshes', () => shown() !== '' && shown() !== text);
    await machine.stop();
    await until('nothing is left', () => shown() === EMPTY, { details: shown });
  });

  it('the view of running tasks does not refresh while nobody sees it', async () => {
    await showTasks();
    const document = await until('there is a document', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'qemu-tasks'),
    );
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    // What was on its way when it was covered still arrives meanwhile.
    await launchSample(api);
    const { version } = document;
    for (const name of ['second', 'third']) {
      const machine = await api.launch({ type: 'qemu', name, kernel: SAMPLE_ELF });
      await port(machine).waitFor(PROMPT);
    }
    assert.equal(document.version, version);
    await showTasks();
    await until('the view is new when it is seen again', () => shown().includes('process'));
  });
});
