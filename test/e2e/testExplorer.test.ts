/** What a person sees of the tests that a guest runs. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { endDebugging, GUEST, Recorder, topFrame } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, nextExitCode, notifications, stopAll } from './support/machines';
import { page } from './support/page';

/** What screen readers are told of the rows of all lists: their texts and, in the tree of tests, their states. */
const ROWS = `[...document.querySelectorAll('.monaco-list-row')].map((row) => row.getAttribute('aria-label') + ' ' + row.textContent).join('\\n')`;
const rows = async (): Promise<string> => String(await page.evaluate(ROWS));

async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(join(GUEST, file), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text));
}

describe('the Test Explorer', () => {
  let api: QemuSerialDebugApi;
  /** Where the test fails that is asked to, counted from 0. */
  let failing: number;

  before(async () => {
    api = await activate();
    await clearNotifications();
    failing = await lineOf('tests.c', 'EXPECT(sum == 3)');
  });
  afterEach(async () => {
    await endDebugging(api);
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const runSample = (wanted: string): Thenable<unknown> =>
    vscode.commands.executeCommand('qemu.runSampleTests', wanted);
  const showResults = (): Thenable<unknown> =>
    vscode.commands.executeCommand('workbench.panel.testResults.view.focus');
  /** A terminal that opens late takes the panel: the results are brought to the front at each look. */
  const untilResults = (what: string, holds: (text: string) => boolean): Promise<unknown> =>
    until(
      what,
      async () => {
        await showResults();
        return holds(await rows());
      },
      { everyMs: 1000 },
    );
  const untilRows = (what: string, holds: (text: string) => boolean): Promise<unknown> => {
    let last = '';
    return until(what, async () => holds((last = await rows())), { everyMs: 200, details: () => last });
  };
  it('the Test Explorer shows the sample’s tests with their states and the line that fails', async () => {
    await runSample('fail');
    await untilRows('the configuration has failed', (text) => /a test fails \(Failed\)/.test(text));
    await untilResults(
      'the results are listed',
      (text) => /EXPECTATION FAILED at tests\.c:\d+ fails#/.test(text) && /equaltext/.test(text),
    );
    await page.screenshot('tests-failed');
  });

  it('the Test Explorer stops in the test that fails when it is debugged, and takes its breakpoint away', async () => {
    const recorder = new Recorder();
    try {
      await runSample('fail');
      const debugged = vscode.commands.executeCommand('testing.debugFailTests');
      await recorder.stop('breakpoint');
      const session = vscode.debug.activeDebugSession;
      assert.ok(session);
      const { name, line } = await topFrame(session);
      assert.deepEqual([name, line], ['fails', failing + 1]);
      await vscode.debug.stopDebugging();
      await debugged;
      await until('no breakpoint is left', () => vscode.debug.breakpoints.length === 0);
    } finally {
      recorder.dispose();
    }
  });

  it('the Test Explorer shows a crash by its title', async () => {
    await runSample('crash');
    await untilRows('the configuration has crashed', (text) => /crashes the guest \(Errored\)/.test(text));
    await untilResults('the crash is listed', (text) =>
      /The guest has crashed: PANIC: table_of_sums is damaged/.test(text),
    );
    await page.screenshot('tests-crashed');
  });

  it('the Test Explorer tells a test that never ends, and ends its machine when the run is cancelled', async () => {
    const stalled = runSample('stall');
    await until('the machine runs', () => api.machines.length === 1);
    await stalled;
    await untilResults('the stall is told', (text) => /The machine has not ended within 20 s/.test(text));
    const cancelled = runSample('stall');
    await until('the machine runs', () => api.machines[0]?.state === 'running');
    await vscode.commands.executeCommand('testing.cancelRun');
    await cancelled;
    await until('the machine has ended', () => api.machines.length === 0);
  });

  it('a task with steps and tests is listed, and says in its terminal, by its exit code and in a notification what it came to', async () => {
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await untilRows('the task is listed', (text) => /tested/.test(text));
    const tasks = await vscode.tasks.fetchTasks({ type: 'qemu' });
    const task = tasks.find(({ name }) => name === 'tested');
    assert.ok(task);
    const code = nextExitCode('tested');
    await vscode.tasks.executeTask(task);
    assert.equal(await code, 1);
    await page.waitForTerminal('1 of 8 tests failed.');
    const told = await until('the failure is told', async () =>
      (await notifications()).find((text) => text.includes('1 of 8 tests failed.')),
    );
    assert.match(told, /The run has failed/);
  });
});
