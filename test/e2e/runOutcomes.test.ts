/** The same configurations as in `test/integration/runOutcomes.test.ts`, run by all that an editor has. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { BEGUN, OUTCOMES } from '../support/runOutcomes';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, nextExitCode, port, stopAll } from './support/machines';
import { page } from './support/page';
import { inWorkspace } from './support/paths';

const TASKS_JSON = inWorkspace('.vscode', 'tasks.json');
const ROWS = `[...document.querySelectorAll('.monaco-list-row')].map((row) => row.getAttribute('aria-label') + ' ' + row.textContent).join('\\n')`;

describe('the outcomes of runs', function () {
  // Three dozen machines are started, and some of them wait for a time-out.
  this.timeout(900_000);

  let api: QemuSerialDebugApi;
  let tasks: string;
  before(async () => {
    api = await activate();
    await clearNotifications();
    tasks = await readFile(TASKS_JSON, 'utf8');
    const written = OUTCOMES.map(({ config }) => ({ label: config.name, ...config }));
    await writeFile(TASKS_JSON, JSON.stringify({ version: '2.0.0', tasks: written }));
    await until('the editor has the tasks', async () => {
      const found = await vscode.tasks.fetchTasks({ type: 'qemu' });
      return OUTCOMES.every(({ config }) => found.some(({ name }) => name === config.name));
    });
  });
  after(async () => {
    await writeFile(TASKS_JSON, tasks);
    await clearNotifications();
  });
  afterEach(() => stopAll(api));

  /** Ends a machine in the middle, as a person does. */
  async function stopOnceBegun(name: string): Promise<void> {
    const machine = await until(`${name} runs`, (): MachineApi | undefined =>
      api.machines.find((one) => one.name === name),
    );
    await port(machine).waitFor(BEGUN, { timeoutMs: 120_000 });
    await machine.stop();
  }

  for (const { kind, config, code, says, isStopped } of OUTCOMES) {
    it(`the outcome ${kind} is the same for a task and for the API`, async () => {
      const found = await vscode.tasks.fetchTasks({ type: 'qemu' });
      const task = found.find(({ name }) => name === config.name);
      assert.ok(task);
      const ended = nextExitCode(config.name);
      await vscode.tasks.executeTask(task);
      if (isStopped === true) await stopOnceBegun(config.name);
      assert.equal(await ended, code);
      let shown = '';
      await until('the terminal says why', async () => says.test((shown = await page.terminalText())), {
        details: () => shown,
      });
      await stopAll(api);
      const run = api.runTests(config);
      if (isStopped === true) await stopOnceBegun(config.name);
      if (kind === 'notStarted') await assert.rejects(run.result, says);
      else assert.equal((await run.result).verdict, kind);
    });
  }

  it('the outcomes of all kinds are the same in the Test Explorer', async () => {
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    const ran = vscode.commands.executeCommand('testing.runAll');
    for (const { config, isStopped } of OUTCOMES) if (isStopped === true) await stopOnceBegun(config.name);
    await ran;
    await vscode.commands.executeCommand('testing.collapseAll');
    let rows = '';
    for (const { config, state } of OUTCOMES) {
      const row = new RegExp(`\\(${state}\\).* ${config.name}`);
      const look = async (): Promise<boolean> => row.test((rows = String(await page.evaluate(ROWS))));
      await until(`the tree shows ${row.source}`, look, { everyMs: 500, details: () => rows });
    }
    await page.screenshot('outcomes');
  });
});
