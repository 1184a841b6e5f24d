/** The same configurations as in `test/integration/runOutcomes.test.ts`, run by all that an editor has. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { flakyQemu } from '../support/flakyQemu';
import { BEGUN, OUTCOMES } from '../support/runOutcomes';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, nextExitCode, notifications, port, stopAll } from './support/machines';
import { page } from './support/page';
import { inWorkspace } from './support/paths';

const TASKS_JSON = inWorkspace('.vscode', 'tasks.json');
/** The Test Explorer's tree. Terminals in the panel are called what their tasks were. */
const TREE = '.part.sidebar';

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
    // The Test Explorer runs all others before it.
    const machine = await until(
      `${name} runs`,
      (): MachineApi | undefined => api.machines.find((one) => one.name === name),
      { limitMs: 300_000 },
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
      const look = async (): Promise<boolean> => row.test((rows = await page.rows(TREE)));
      await until(`the tree shows ${row.source}`, look, { everyMs: 500, details: () => rows });
    }
    await page.screenshot('outcomes');
  });

  describe('of a guest that fails and then passes', () => {
    let folder: string;
    let config: (typeof OUTCOMES)[number]['config'];
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'qsd-flaky-'));
      const passed = OUTCOMES.find(({ kind }) => kind === 'passed');
      assert.ok(passed);
      config = { ...passed.config, name: 'flaky', retries: 2, qemuPath: await flakyQemu(folder) };
      await writeFile(
        TASKS_JSON,
        JSON.stringify({ version: '2.0.0', tasks: [{ label: 'flaky', ...config }] }),
      );
    });
    beforeEach(() => flakyQemu(folder));
    after(() => rm(folder, { recursive: true }));

    it('a task tries again in its terminal, and shows what each try came to', async () => {
      const task = await until('the editor has the task', async () =>
        (await vscode.tasks.fetchTasks({ type: 'qemu' })).find(({ name }) => name === 'flaky'),
      );
      const ended = nextExitCode('flaky');
      await vscode.tasks.executeTask(task);
      assert.equal(await ended, 0);
      let shown = '';
      const untilShown = (what: string, holds: RegExp, before?: string): Promise<unknown> =>
        until(
          what,
          async () => {
            if (before !== undefined) await vscode.commands.executeCommand(before);
            return holds.test((shown = await page.terminalText()));
          },
          { details: () => shown },
        );
      await untilShown(
        'the end says what both came to',
        /The run has passed\.\s+This was try 2\.\s+Try 1:\s+The run has failed\./,
      );
      await untilShown(
        'the end of the first try says what it came to',
        /Try 1 of 3: The run has failed\.\s+1 of 8 tests failed\.\s+Try 2 of 3 begins\./,
        'workbench.action.terminal.scrollUp',
      );
      await page.screenshot('outcomes-tries');
      const told = await notifications();
      assert.ok(!told.some((text) => text.includes('flaky')), told.join());
    });

    it('the API gives the results of both tries, and the verdict with what came before', async () => {
      const run = api.runTests(config);
      const failed: string[] = [];
      const tries = new Set<number>();
      for await (const { path, outcome, isGroup, try: number } of run) {
        tries.add(number);
        if (outcome === 'failed' && !isGroup) failed.push(`${path.join('/')} in try ${number}`);
      }
      assert.deepEqual([...tries], [1, 2]);
      assert.deepEqual(failed, ['on_request/fails in try 1']);
      const { verdict, reasons, earlier } = await run.result;
      assert.deepEqual([verdict, reasons], ['passed', []]);
      assert.deepEqual(earlier, [{ verdict: 'failed', reasons: ['1 of 8 tests failed.'] }]);
    });

    it('a run of the API that is stopped in its first try begins no second one', async () => {
      // This one does what it is told at once.
      const { qemuPath: _, ...stalls } = { ...config, append: 'test stall' };
      const run = api.runTests(stalls);
      await stopOnceBegun('flaky');
      assert.equal((await run.result).verdict, 'cancelled');
      assert.equal(api.machines.length, 0);
    });

    it('the Test Explorer says which try counts, and shows what failed before', async () => {
      await vscode.commands.executeCommand('workbench.view.testing.focus');
      let rows = '';
      await until(
        'it is listed',
        async () => /flaky/.test((rows = await page.rows(TREE))) && !/outcome/.test(rows),
        { everyMs: 500, details: () => rows },
      );
      await vscode.commands.executeCommand('testing.runAll');
      await until(
        'the tree says so',
        async () => {
          rows = await page.rows();
          // What has failed, and is not there in the second try, has not passed since.
          const says = [/try 2 of 3 \(Failed\).* flaky/, /EXPECTATION FAILED at tests\.c/];
          return says.every((one) => one.test(rows));
        },
        { everyMs: 500, details: () => rows },
      );
      await page.screenshot('outcomes-tries-tree');
    });
  });
});
