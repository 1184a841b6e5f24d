/** What people look at for long, in every kind of theme and in a wide and a narrow window: pictures for a person to judge. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { endDebugging, GUEST, SAMPLE } from './support/debugging';
import { activate, EXTENSION_ID } from './support/extension';
import { ask, clearNotifications, launchSample, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { showTheme } from './support/theme';

const ROW = '.part.sidebar .monaco-list-row';
const BROKEN = `[...document.querySelectorAll('.getting-started-media img')].filter((one) => one.naturalWidth === 0).length`;
const PICTURES = `document.querySelectorAll('.getting-started-media img').length`;
/** A terminal tells its new size for a while, in front of its text. */
const HIDE_SIZE = `document.head.append(Object.assign(document.createElement('style'), { textContent: '.terminal-resize-overlay { display: none }' })), 0`;
const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 700, height: 900 };

describe('looks', () => {
  let api: QemuSerialDebugApi;
  before(async () => {
    api = await activate();
    await page.evaluate(HIDE_SIZE);
  });
  afterEach(async () => {
    await page.resize(1280, 800);
    await showTheme('dark');
    await endDebugging(api);
    await vscode.commands.executeCommand('testing.coverage.close');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await stopAll(api);
    await clearNotifications();
  });

  /** @param aside Whether it is beside the side bar, which takes half of a narrow window. */
  const shoot = async (name: string, aside = false): Promise<void> => {
    if (aside) await vscode.commands.executeCommand('workbench.action.closeSidebar');
    for (const theme of ['dark', 'light', 'contrast', 'lightContrast'] as const) {
      await showTheme(theme);
      for (const { width, height } of [WIDE, NARROW]) {
        await page.resize(width, height);
        await page.screenshot(`looks-${name}-${theme}-${width}`);
      }
    }
  };
  const rows = async (what: string, pattern: RegExp): Promise<void> => {
    let last = '';
    const holds = async (): Promise<boolean> => pattern.test((last = await page.rows('.part.sidebar')));
    await until(what, holds, { details: () => last });
  };

  it('the looks of a terminal with time stamps', async () => {
    const machine = await launchSample(api);
    await ask(machine, 'help');
    await ask(machine, 'colors');
    await vscode.commands.executeCommand('qemu.toggleTimestamps');
    await until('lines have times', async () =>
      /^\d\d:\d\d:\d\d\.\d{3} {4}\S/m.test(await page.terminalText()),
    );
    await shoot('timestamps', true);
    await vscode.commands.executeCommand('qemu.toggleTimestamps');
  });

  it('the looks of a console as a document, with a crash', async () => {
    const machine = await launchSample(api);
    await ask(machine, 'colors');
    await port(machine).send('panic\r');
    await vscode.commands.executeCommand('qemu.openSerialOutput', machine.id, 0);
    await until('the crash is decoded above its line', async () =>
      (await page.text('.monaco-editor .codelens-decoration a')).some((lens) => lens.includes('PANIC')),
    );
    await clearNotifications();
    await shoot('console', true);
    void vscode.commands.executeCommand('qemu.findInSerialOutput');
    await page.answer('to find in all output', '/sample|panic/i');
    await until('lines are found', async () =>
      (await page.text('.quick-input-list .monaco-list-row')).some((line) => line.includes('PANIC')),
    );
    await shoot('find');
    await page.press('Escape');
  });

  it('the looks of the view of machines, with runs that are kept', async () => {
    const first = await launchSample(api);
    await ask(first, 'echo one run');
    await first.stop();
    await stopAll(api);
    await launchSample(api);
    await vscode.commands.executeCommand('qemu.machines.focus');
    await rows('the machine is shown', /Sample guest.*running/);
    // What is above them would leave no room for the runs.
    await vscode.commands.executeCommand('workbench.actions.treeView.qemu.machines.collapseAll');
    await page.click(`${ROW}:has-text("Recent Runs")`);
    await rows('a run is shown', /Sample guest.*\d+ B/);
    await shoot('machines');
    await stopAll(api);
    await Promise.all([vscode.commands.executeCommand('qemu.compareRuns'), page.pick('Sample guest')]);
    await until('the difference is shown', async () =>
      (await page.text('.monaco-diff-editor .view-line')).some((line) => /one\srun/.test(line)),
    );
    await shoot('compared', true);
  });

  it('the looks of the Test Explorer after the sample’s tests', async () => {
    await vscode.commands.executeCommand('qemu.runSampleTests', 'fail');
    await rows('the tests have failed', /a test fails \(Failed\)/);
    await clearNotifications();
    await page.click(`${ROW}:has-text("a test fails")`);
    await page.press('ArrowRight');
    await rows('the tests are listed', /on_request.*\(Failed\)/);
    await shoot('tests');
  });

  it('the looks of coverage in the editor', async () => {
    const machine = await api.launch({
      ...{ type: 'qemu', name: 'covered', kernel: SAMPLE, memory: 32, network: 'none', coverage: true },
      cwd: GUEST,
    });
    await port(machine).waitFor(PROMPT);
    await ask(machine, 'counter');
    await vscode.commands.executeCommand('qemu.showCoverage');
    await until('the view has the sources', async () =>
      (await page.text('.test-coverage-list-item')).some((row) => row.includes('counter.c')),
    );
    await vscode.window.showTextDocument(vscode.Uri.file(join(GUEST, 'counter.c')), { preview: false });
    await vscode.commands.executeCommand('testing.toggleInlineCoverage');
    await until(
      'lines have run',
      async () => (await page.text('.coverage-deco-gutter.coverage-deco-hit')).length > 0,
    );
    await clearNotifications();
    await shoot('coverage');
    await vscode.commands.executeCommand('testing.toggleInlineCoverage');
  });

  it('the looks of the walkthrough, whose pictures are all there, and which the view of machines opens', async () => {
    // The view shows its welcome while it has neither machines nor runs.
    const { viewsWelcome } = (
      vscode.extensions.getExtension(EXTENSION_ID)?.packageJSON as {
        contributes: { viewsWelcome: { contents: string }[] };
      }
    ).contributes;
    const [, id = '', link = ''] =
      /\(command:([\w.]+)\?([^)]*)\)/.exec(viewsWelcome[0]?.contents ?? '') ?? [];
    await vscode.commands.executeCommand(id, JSON.parse(decodeURIComponent(link)));
    const STEP = '.getting-started-step';
    await until('it has six steps', async () => (await page.text(STEP)).length === 6);
    for (const id of ['install', 'sample', 'type', 'debug', 'tests', 'own']) {
      await page.click(`[data-step-id="${EXTENSION_ID}#getStarted#${id}"]`);
      await until(`the picture of ${id} is shown`, async () => Number(await page.evaluate(PICTURES)) > 0);
      await until(`the picture of ${id} is there`, async () => (await page.evaluate(BROKEN)) === 0);
    }
    await page.click(`[data-step-id="${EXTENSION_ID}#getStarted#debug"]`);
    await shoot('walkthrough');
    assert.equal((await page.text(STEP)).length, 6);
  });
});
