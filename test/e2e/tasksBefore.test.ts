/** Tasks that a configuration names to be run before its tests. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { OUTCOMES } from '../support/runOutcomes';
import { until } from '../support/until';
import { activate } from './support/extension';
import { stopAll } from './support/machines';
import { page } from './support/page';
import { inWorkspace } from './support/paths';

const TASKS_JSON = inWorkspace('.vscode', 'tasks.json');

describe('tasks before tests', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  let tasks: string;
  before(async () => {
    api = await activate();
    folder = await mkdtemp(join(tmpdir(), 'qsd-before-'));
    tasks = await readFile(TASKS_JSON, 'utf8');
    const config = OUTCOMES.find(({ kind }) => kind === 'passed')?.config;
    const shell = (label: string, command: string, isBackground = false) => ({
      ...{ label, type: 'shell', isBackground, problemMatcher: [], options: { cwd: folder } },
      command: `echo ${label} >> ran; ${command}`,
    });
    const written = [
      shell('build', 'true'),
      shell('watch', 'exec sleep 600', true),
      shell('broken build', 'exit 3'),
      { ...config, label: 'built', dependsOn: ['build', 'watch'] },
      { ...config, label: 'unbuilt', name: 'unbuilt', dependsOn: 'broken build' },
    ];
    await writeFile(TASKS_JSON, JSON.stringify({ version: '2.0.0', tasks: written }));
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    let rows = '';
    await until('they are listed', async () => /unbuilt/.test((rows = await page.rows('.part.sidebar'))), {
      details: () => rows,
    });
  });
  after(async () => {
    for (const execution of vscode.tasks.taskExecutions) execution.terminate();
    await until('the tasks end', () => vscode.tasks.taskExecutions.length === 0);
    await stopAll(api);
    await writeFile(TASKS_JSON, tasks);
    await rm(folder, { recursive: true });
  });

  const ran = async (label: string): Promise<number> =>
    (await readFile(join(folder, 'ran'), 'utf8')).split('\n').filter((line) => line === label).length;
  const runAll = async (): Promise<void> => {
    await vscode.commands.executeCommand('testing.runAll');
    let rows = '';
    const holds = [/\(Passed\).* built/, /\(Errored\).* unbuilt/];
    await until(
      'the tree shows both',
      async () => {
        rows = await page.rows('.part.sidebar');
        return holds.every((one) => one.test(rows));
      },
      { details: () => rows },
    );
  };

  it('a build is run before each run of the tests, and a task in the background once; a build that fails is told', async () => {
    await runAll();
    await page.screenshot('tests-before');
    await runAll();
    assert.deepEqual([await ran('build'), await ran('watch')], [2, 1]);
  });
});
