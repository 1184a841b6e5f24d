/** What a person sees of the tests that a guest runs. */
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { endDebugging, GUEST, Recorder, SAMPLE, topFrame } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, nextExitCode, notifications, stopAll } from './support/machines';
import { page } from './support/page';

async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(join(GUEST, file), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text));
}

const SAMPLE_TESTS = {
  type: 'qemu',
  request: 'launch',
  kernel: SAMPLE,
  cwd: GUEST,
  args: ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
};

/** Of the test `pattern` of `tests.c`. */
const TEST_LINES = 5;

/** Does something while launch.json has this configuration. */
async function withLaunch(entry: Record<string, unknown>, work: () => Promise<void>): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const file = vscode.Uri.joinPath(folder.uri, '.vscode', 'launch.json').fsPath;
  await vscode.commands.executeCommand('workbench.view.testing.focus');
  // Not by the editor's settings, which take the file's text from before others wrote it.
  await writeFile(file, JSON.stringify({ version: '0.2.0', configurations: [entry] }));
  try {
    await work();
  } finally {
    await rm(file);
  }
}

const openSource = (name: string): Thenable<vscode.TextEditor> =>
  vscode.window.showTextDocument(vscode.Uri.file(join(GUEST, name)), { preview: false });

describe('the Test Explorer', () => {
  let api: QemuSerialDebugApi;
  /** Where the test fails that is asked to, counted from 0. */
  let failing: number;

  /** Of the test that runs. */
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-tests-'))));
  afterEach(() => rm(folder, { recursive: true }));
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
  /** Does something with a QEMU that keeps the words it is given. @returns them. A machine may end before /proc is read. */
  const wordsOfQemu = async (work: () => Promise<unknown>): Promise<string> => {
    const file = join(folder, 'words');
    const name = 'qemu-system-i386';
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" >> ${file}\nexec ${name} "$@"\n`;
    await writeFile(join(folder, name), script, { mode: 0o755 });
    const settings = vscode.workspace.getConfiguration('qemu');
    await settings.update('installDirectory', folder, vscode.ConfigurationTarget.Global);
    try {
      await work();
      return await readFile(file, 'utf8');
    } finally {
      await settings.update('installDirectory', undefined, vscode.ConfigurationTarget.Global);
    }
  };
  /** A terminal that opens late takes the panel: the results are brought to the front at each look. */
  const untilResults = (what: string, holds: (text: string) => boolean): Promise<unknown> =>
    until(
      what,
      async () => {
        await showResults();
        return holds(await page.rows());
      },
      { everyMs: 1000 },
    );
  /** Clicks on a row of the results. Not by playwright, which waits for a row that another view hides. */
  const clickResult = (text: string): Promise<unknown> =>
    until(`"${text}" is clicked`, async () => {
      await showResults();
      return await page.evaluate(`(() => {
        const rows = [...document.querySelectorAll('.test-output-peek-tree .monaco-list-row')];
        const row = rows.find((one) => one.textContent.replace(/\\s/g, ' ').includes(${JSON.stringify(text)}));
        for (const type of ['mousedown', 'mouseup', 'click'])
          row?.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, detail: 1, view: window }));
        return row !== undefined;
      })()`);
    });
  const untilFrames = (holds: (text: string) => boolean): Promise<unknown> => {
    let last = '';
    return until(
      'the frames are shown',
      async () => holds((last = (await page.text('.multiCallStackFrame')).join('\n'))),
      { details: () => last },
    );
  };
  const untilRows = (what: string, holds: (text: string) => boolean): Promise<unknown> => {
    let last = '';
    const running = (): string =>
      [
        ...api.machines.map(({ name, state }) => `${name} ${state}`),
        ...vscode.tasks.taskExecutions.map(({ task }) => task.name),
      ].join(', ');
    return until(what, async () => holds((last = await page.rows())), {
      everyMs: 200,
      details: () => `${last}\nmachines and tasks: ${running()}`,
    });
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

  it('the Test Explorer opens the source at the line that fails', async () => {
    await runSample('fail');
    await untilResults('the failure is listed', (text) => /EXPECTATION FAILED at tests\.c/.test(text));
    await clickResult('EXPECTATION FAILED at tests.c');
    await untilFrames((shown) => shown.includes('tests.c'));
    await page.click('.multiCallStackFrame .codicon-go-to-file');
    const editor = await until('the source is open', () => {
      const { activeTextEditor: active } = vscode.window;
      return active?.document.fileName.endsWith('tests.c') ? active : undefined;
    });
    assert.equal(editor.selection.active.line, failing);
    await page.screenshot('tests-failing-line');
  });

  it('the Test Explorer runs only what has failed again', async () => {
    await runSample('fail');
    const words = await wordsOfQemu(async () => {
      await vscode.commands.executeCommand('testing.reRunFailTests');
      await untilResults(
        'one test has run',
        (text) => /fails#.*EXPECTATION FAILED/.test(text) && !/equaltext/.test(text),
      );
    });
    assert.match(words, / kunit\.filter_glob=on_request\.fails$/m);
  });

  it('the Test Explorer stops in the test that fails when it is debugged, shows results, and takes its breakpoint away', async () => {
    const recorder = new Recorder();
    try {
      await runSample('fail');
      const debugged = vscode.commands.executeCommand('testing.debugFailTests');
      await recorder.stop('breakpoint');
      const session = vscode.debug.activeDebugSession;
      assert.ok(session);
      const { name, line } = await topFrame(session);
      assert.deepEqual([name, line], ['fails', failing + 1]);
      await page.screenshot('tests-debugged');
      await vscode.commands.executeCommand('workbench.action.debug.continue');
      await debugged;
      await untilResults('the results are listed', (text) =>
        /EXPECTATION FAILED at tests\.c:\d+ fails#/.test(text),
      );
      await until('no breakpoint is left', () => vscode.debug.breakpoints.length === 0);
    } finally {
      recorder.dispose();
    }
  });

  it('the Test Explorer shows a crash by its title, with the frames that lead to it', async () => {
    await runSample('crash');
    await untilRows('the configuration has crashed', (text) => /crashes the guest \(Errored\)/.test(text));
    await untilResults('the crash is listed', (text) =>
      /The guest has crashed: PANIC: table_of_sums is damaged/.test(text),
    );
    await clickResult('table_of_sums is damaged');
    await untilFrames((shown) => shown.includes('panic.c'));
    // The list has more rows than are to be seen.
    const frames = await page.evaluate(
      `Number(document.querySelector('.multiCallStackFrameContainer')?.getAttribute('aria-setsize'))`,
    );
    assert.ok(Number(frames) > 5, `${String(frames)} frames`);
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

  it('the Test Explorer shows which lines have run, in all tests and in one of them', async () => {
    await runSample('');
    await vscode.commands.executeCommand('testing.coverageAll');
    const files = (): Promise<string[]> => page.text('.test-coverage-list-item');
    // The second one has run before, and begins when the first one has just ended.
    await untilRows(
      'both have run',
      (text) => /tasks\.json \(Failed\)/.test(text) && /all tests pass \(Passed\)/.test(text),
    );
    await vscode.commands.executeCommand('workbench.view.testCoverage.focus');
    await until('the sources are listed', async () => {
      const all = (await files()).join(' ');
      return all.includes('text.c') && all.includes('counter.c');
    });
    await openSource('text.c');
    await vscode.commands.executeCommand('testing.toggleInlineCoverage');
    const ran = (): Promise<string[]> => page.text('.coverage-deco-gutter.coverage-deco-hit');
    await until('lines have run', async () => (await ran()).length > 0);
    await page.screenshot('tests-coverage');
    // Only lines that are to be seen have colours: those of this test, and of others.
    const line = await lineOf('tests.c', 'static void pattern');
    const place = new vscode.Range(line, 0, line, 0);
    (await openSource('tests.c')).revealRange(place, vscode.TextEditorRevealType.InCenter);
    const all = await until('more lines than those of the test have run', async () => {
      const shown = await ran();
      return shown.length > TEST_LINES ? shown : undefined;
    });
    const filtered = vscode.commands.executeCommand('testing.coverageFilterToTestInEditor');
    await page.pick('pattern');
    await filtered;
    await until('the lines of one test are shown', async () => {
      const own = await ran();
      return own.length === TEST_LINES && all.length > own.length;
    });
    await page.screenshot('tests-coverage-of-one');
    await vscode.commands.executeCommand('testing.coverage.close');
  });

  it('the Test Explorer runs the tests again when a build has written their image', async () => {
    const image = join(folder, 'sample.elf');
    await copyFile(SAMPLE, image);
    const tests = { protocol: 'ktap', list: join(folder, 'tests.txt') };
    await writeFile(tests.list, 'text.equal\nlater.listed\n');
    const entry = { ...SAMPLE_TESTS, name: 'built', kernel: image, append: 'test', success: [33], tests };
    await withLaunch(entry, async () => {
      await untilRows('it is listed', (text) => /launch\.json \(Not yet run\) built/.test(text));
      await vscode.commands.executeCommand('testing.startContinuousRun');
      let runs = 0;
      const subscription = api.onDidChangeMachines(() => {
        if (api.machines.some(({ name }) => name === 'built')) runs++;
      });
      const write = async (): Promise<boolean> => {
        if (runs === 0) await utimes(image, new Date(), new Date());
        return runs > 0;
      };
      await until('the image that was written has run', write, { everyMs: 5000 });
      subscription.dispose();
      await untilRows('the tests have passed', (text) => /launch\.json \(Passed\).* built/.test(text));
      await page.screenshot('tests-continuous');
      await vscode.commands.executeCommand('testing.stopContinuousRun');
    });
  });

  it('a machine of the Test Explorer that is restarted is a task of its own, and tells the person what it came to', async () => {
    await runSample('fail');
    await until('it has ended', () => api.machines.length === 0);
    await clearNotifications();
    await vscode.commands.executeCommand('qemu.restart');
    await until('the failure is told', async () =>
      (await notifications()).some((text) => text.includes('1 of 8 tests failed')),
    );
    await clearNotifications();
  });

  it('the Test Explorer tries again as often as the configuration says, and says which try counts', async () => {
    await withLaunch(
      { ...SAMPLE_TESTS, name: 'tried', append: 'test fail', retries: 1, tests: { protocol: 'ktap' } },
      async () => {
        await untilRows('it is listed', (text) => /tried/.test(text));
        await vscode.commands.executeCommand('testing.runAll');
        await untilResults('both tries are told', (text) => /EXPECTATION FAILED/.test(text));
        await untilRows('it is said which try it was', (text) => /try 2 of 2/.test(text));
        await page.screenshot('tests-tries');
      },
    );
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
