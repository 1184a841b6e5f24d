/** Runs that have ended, by what a person does with them: the menus of the view of machines. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { answerDialogs, type Dialogs } from './support/dialogs';
import { activate } from './support/extension';
import {
  ask,
  clearNotifications,
  launchSample,
  notifications,
  port,
  PROMPT,
  stopAll,
  terminalNamed,
} from './support/machines';
import { page } from './support/page';

// The panel below has lists of its own.
const ROW = '.part.sidebar .pane-body .monaco-list-row';
const RUNS = `${ROW}:has-text("Recent Runs")`;
const FOLDED = `${RUNS}[aria-expanded="false"]`;
const WELCOME = '.welcome-view-content:visible:has-text("No machine is running.")';
const ANY_RUN = `${ROW}[aria-level="2"]`;
/** A run's own line: level 2, below "Recent Runs". */
const RUN = `${ROW}[aria-level="2"]:has-text("Sample guest")`;
const RUN_PORT = `${ROW}[aria-level="3"]:has-text("console")`;

/** Of Run and Debug in the activity bar. */
const BADGE = '.activitybar .action-item:has([aria-label^="Run and Debug"]) .badge-content';

describe('kept runs in the view of machines', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  let dialogs: Dialogs;

  const text = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';
  const shows = (what: string, pattern: RegExp): Promise<true> =>
    until(what, () => pattern.test(text()), {
      details: () => `${vscode.window.activeTextEditor?.document.uri.toString(true)}: ${text().slice(-300)}`,
    });
  const closeEditors = (): Thenable<unknown> =>
    vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const count = async (): Promise<number> => (await page.text(RUN)).length;
  const cursorLine = (): string => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.lineAt(editor.selection.active.line).text ?? '';
  };

  /** A click on a line that is folded shows what is below it, some time after. */
  async function unfold(): Promise<void> {
    if ((await page.text(FOLDED)).length > 0) await page.click(RUNS);
  }

  /** Deletes the runs of all machines. The view has no room for all of them, and while it redraws it lists none. */
  async function deleteAll(): Promise<void> {
    const shown = (): Promise<string> => page.text(ANY_RUN).then((rows) => rows.join('\n'));
    const deleted = async (): Promise<boolean> => {
      if ((await page.text(WELCOME)).length > 0) return true;
      const before = await shown();
      if (before === '') {
        await unfold();
        return false;
      }
      await page.menu(ANY_RUN, 'Delete Run…');
      await until('it has gone', async () => (await shown()) !== before);
      return false;
    };
    await until('all runs are deleted', deleted, { everyMs: 300 });
  }

  /** A machine that has said this, and has ended. */
  async function ended(line: string): Promise<MachineApi> {
    const machine = await launchSample(api);
    await ask(machine, line);
    await machine.stop();
    await until('it has ended', () => api.machines.length === 0);
    // Until then the next one would have another name.
    await until('its task has ended', () => vscode.tasks.taskExecutions.length === 0);
    return machine;
  }

  before(async () => {
    api = await activate();
    dialogs = answerDialogs('Delete');
    await stopAll(api);
    folder = await mkdtemp(join(tmpdir(), 'qsd-runs-'));
    await closeEditors();
    await vscode.commands.executeCommand('qemu.machines.focus');
    // A view that has just been opened shows its welcome for a moment, too.
    await ended('echo for certain');
    await until('the view shows runs', async () => (await page.text(RUNS)).length > 0);
    // Those of the tests before are in the same view.
    await vscode.commands.executeCommand('workbench.actions.treeView.qemu.machines.collapseAll');
    await deleteAll();
    await ended('echo one run');
    await ended('echo another run');
    let rows = '';
    const listed = async (): Promise<boolean> => {
      await unfold();
      rows = await page.rows('.part.sidebar');
      return (await count()) === 2;
    };
    await until('both runs are listed', listed, { everyMs: 1000, details: () => rows });
  });

  after(async () => {
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await closeEditors();
    dialogs.restore();
    await rm(folder, { recursive: true });
  });

  it('a kept run opens as the document that a machine has, is searched, shown with times and saved', async () => {
    await page.menu(RUN, 'Open Output of Run…');
    await shows('the newest run is shown', /^another run$/m);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'qemu-serial');
    await vscode.commands.executeCommand('qemu.toggleTimestamps');
    await shows('lines have times', /^\d\d:\d\d:\d\d\.\d{3} {4}another run$/m);
    await page.screenshot('run-document');
    void vscode.commands.executeCommand('qemu.findInSerialOutput');
    await page.answer('to find in all output', '/an.ther r/');
    await page.pick('another run');
    await until('the editor is at the line that was found', () => cursorLine().includes('another run'));
    const target = join(folder, 'saved.cast');
    for (const [format, has] of [
      ['asciicast', /"version":2[^]*another run/],
      ['timed', /\d\d:\d\d:\d\d\.\d{3} {4}another run/],
      ['text', /^another run$/m],
      ['raw', /another run\r\n/],
    ] as const) {
      await vscode.commands.executeCommand('qemu.saveSerialOutput', undefined, undefined, format, target);
      assert.match(await readFile(target, 'utf8'), has);
    }
    await vscode.commands.executeCommand('qemu.toggleTimestamps');
    await shows('lines have no times', /^another run$/m);
    await closeEditors();
  });

  it('a port of a kept run is opened by a click, and its line has a menu, too', async () => {
    await page.click(RUN);
    await until('its ports are listed', async () => (await page.text(RUN_PORT)).length > 0);
    await page.click(RUN_PORT);
    await shows('it is shown', /^another run$/m);
    await closeEditors();
    await page.menu(RUN_PORT, 'Open Serial Output');
    await shows('it is shown again', /^another run$/m);
    await closeEditors();
    await page.menu(RUN_PORT, 'Save Serial Output As…');
    await until('it is asked where', async () =>
      (await page.evaluate("document.querySelector('.quick-input-widget input')?.value ?? ''"))
        ?.toString()
        .includes('console.log'),
    );
    await page.screenshot('run-port-saved');
    await page.press('Escape');
    await page.click(RUN);
  });

  it('a kept run is compared with the one before from its menu', async () => {
    await page.screenshot('runs-listed');
    await page.menu(RUN, 'Compare with Previous Run');
    await until('the difference is shown', async () =>
      (await page.text('.monaco-diff-editor .view-line')).some((line) => /another\srun/.test(line)),
    );
    await closeEditors();
  });

  it('a kept run is started again from its menu, as it was', async () => {
    await page.menu(RUN, 'Run Machine Again');
    const machine = await until('it runs', () => api.machines[0]);
    await port(machine).waitFor(PROMPT);
    assert.equal(machine.name, 'Sample guest');
    await stopAll(api);
    await until('it is a run, too', async () => (await count()) === 3);
  });

  it('the files of a kept run are shown, and its command line is copied', async () => {
    await page.menu(RUN, 'Copy Command Line');
    await until('it is in the clipboard', async () =>
      /qemu-system-\w+ .*sample\.elf/.test(await vscode.env.clipboard.readText()),
    );
    await page.menu(RUN, 'Reveal Run in File Manager');
    // The workbench of tests is a remote one: the editor's own dialog.
    await until('the dialog lists its files', async () =>
      (await page.text('.quick-input-widget .quick-input-list .monaco-list-row')).some((row) =>
        row.includes('run.json'),
      ),
    );
    await page.screenshot('run-files');
    await page.press('Escape');
  });

  it('a kept run is deleted from its menu when a person agrees, and only then', async () => {
    const before = await count();
    dialogs.choice = undefined;
    dialogs.asked.length = 0;
    await page.menu(RUN, 'Delete Run…');
    await until('it is asked', () => dialogs.asked.length === 1);
    assert.match(
      dialogs.asked.join(),
      /^Delete the run of "Sample guest[^"]*"\?\nIt ended at .*\(\d+ B\).*\nDelete$/,
    );
    // What is done next would show it.
    await page.menu(RUN, 'Copy Command Line');
    assert.equal(await count(), before);
    assert.deepEqual(await notifications(), []);
    dialogs.choice = 'Delete';
    await page.menu(RUN, 'Delete Run…');
    await until('it has gone', async () => (await count()) === before - 1);
  });

  it('the terminal of a machine that has ended still has its output to be opened and saved', async () => {
    const machine = await launchSample(api);
    await ask(machine, 'echo said before the end');
    await machine.stop();
    await until('it has ended', () => api.machines.length === 0);
    assert.ok(vscode.window.activeTerminal);
    await until('it is kept', async () => {
      await vscode.commands.executeCommand('qemu.openSerialOutput', vscode.window.activeTerminal);
      return text().includes('said before the end');
    });
    assert.deepEqual(
      (await notifications()).filter((one) => one.includes('ENOENT')),
      [],
    );
  });

  it('what is sent to a port is in the menu of its line, and a crash gives the view a badge until the next reset', async () => {
    await stopAll(api);
    const machine = await launchSample(api);
    await page.menu(`${ROW}[aria-level="2"]:has-text("console")`, 'Send', 'Send Text…');
    await page.answer('Sent as one line', 'echo from the menu');
    await port(machine).waitFor('\nfrom the menu');
    const badge = async (): Promise<boolean> => (await page.text(BADGE)).some((text) => text.includes('1'));
    const labels = `[...document.querySelectorAll('.activitybar .action-label')].map((one) => one.ariaLabel).join('; ')`;
    assert.equal(await badge(), false, String(await page.evaluate(labels)));
    await port(machine, 1).send('\r\n*** PANIC: oops\r\nhalted\r\n');
    await until('there is a badge', badge);
    await page.screenshot('view-badge');
    await clearNotifications();
    await machine.reset();
    await until('it has gone', async () => !(await badge()));
    await stopAll(api);
  });

  it('the view without machines and runs welcomes a person with what to do, and does it', async () => {
    await deleteAll();
    await until('the view has its welcome', async () =>
      (await page.text('.welcome-view-content')).some((text) => text.includes('No machine is running.')),
    );
    await page.screenshot('view-welcome');
    await page.click('.welcome-view-content .monaco-button:has-text("Run the Sample Guest")');
    const machine = await until('the sample runs', () => api.machines[0]);
    await port(machine).waitFor(PROMPT);
    // A terminal that is closed while another one is split from it may stay for good.
    await until('its second terminal is there', () => terminalNamed('second - Sample guest'));
  });
});
