/** What a person sees when guests crash that people really have. */
import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../../src/api';
import { NEVER } from '../../../src/concurrency/timeout';
import { readCrashes } from '../../../src/crash/readText';
import type { CrashReport } from '../../../src/crash/report';
import { LIMIT_MS } from '../../kernels/crashes/crashingGuest';
import { plain } from '../../kernels/crashes/linuxPanic';
import { Dialogue } from '../../support/dialogue';
import { until } from '../../support/until';
import { activate } from '../support/extension';
import { clearNotifications, notifications, port, stopAll } from '../support/machines';
import { page } from '../support/page';
import { inWorkspace } from '../support/paths';
import { CRASHED_GUESTS, type CrashedGuest } from './crashedGuests';
import { copyReport, type DecodedLine, decodedStack } from './copiedReport';

for (const { what, line, make } of CRASHED_GUESTS)
  describe(`a crash of ${what}`, function () {
    this.timeout(LIMIT_MS * 2);
    const folder = inWorkspace('guest');
    let api: QemuSerialDebugApi;
    let guest: CrashedGuest;
    let machine: MachineApi;
    let printed: { readonly text: string; readonly crash: CrashReport };

    before(async () => {
      api = await activate();
      await clearNotifications();
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      guest = make(folder);
      machine = await api.launch({ ...guest.configuration, cwd: folder });
      await guest.crash(new Dialogue(port(machine), guest.prompt, NEVER));
      const text = await port(machine).text();
      const [crash] = readCrashes(Buffer.from(text));
      assert.ok(crash, text.slice(-4000));
      printed = { text, crash };
    });
    after(async () => {
      await stopAll(api);
      await clearNotifications();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(folder, { recursive: true, force: true });
    });

    const problems = (): { uri: vscode.Uri; problem: vscode.Diagnostic }[] =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([uri, found]) => found.map((problem) => ({ uri, problem })))
        .filter(({ problem }) => problem.source === 'QEMU');

    it(`a crash of ${what} is told in one notification, by its title`, async () => {
      const told = await until('it is told', async () => {
        const found = (await notifications()).filter((text) => text.includes('has crashed'));
        return found.length > 0 && found;
      });
      await page.screenshot(`kernels ${what}`);
      assert.deepEqual(told, [`The guest of "${machine.name}" has crashed: ${guest.title}`]);
    });

    it(`a crash of ${what} is copied as a complete report with its calls decoded`, async () => {
      const report = await copyReport();
      assert.ok(report.includes(guest.title), report.slice(0, 300));
      assert.doesNotMatch(report, /^- Incomplete:|^## Symbols/m);
      assert.match(report, guest.report ?? / at \S+:\d+/);
      const stack = decodedStack(report);
      assertInOrder(
        stack.flatMap(({ calls }) => calls.map((call) => call.replace(/ at \S*\//, ' at '))),
        guest.calls,
      );
      if (guest.oracle) assertAgrees(stack, printed.crash, guest.oracle);
    });

    const follow = async (): Promise<void> => {
      await clearNotifications();
      const { text } = printed;
      const word = guest.link.exec(text)?.[1] ?? assert.fail(`${String(guest.link)} is not in ${text}`);
      await reveal(machine.name, word);
      await page.followInTerminal(word);
    };

    if (line === undefined) {
      it(`a crash of ${what} has no entry in Problems, since its source is not here`, () => {
        assert.deepEqual(problems(), []);
      });

      it(`a crash of ${what} has a link in its terminal to a sentence that says that its source is missing`, async () => {
        await follow();
        await until('it is told that the source is missing', isMissing);
        await page.screenshot(`kernels ${what} link`);
      });
      return;
    }

    it(`a crash of ${what} has an entry in Problems, with its calls`, async () => {
      const [found] = await until('an entry', () => problems().length > 0 && problems());
      assert.ok(found);
      const { uri, problem } = found;
      const document = await vscode.workspace.openTextDocument(uri);
      assert.ok(document.lineAt(problem.range.start.line).text.includes(line));
      assert.equal(problem.message, guest.title);
      const innermost = problem.relatedInformation?.[0]?.location;
      assert.deepEqual(
        [innermost?.uri.fsPath, innermost?.range.start.line],
        [uri.fsPath, problem.range.start.line],
      );
      await vscode.window.showTextDocument(document, { selection: problem.range });
      await vscode.commands.executeCommand('workbench.actions.view.problems');
      await until('Problems shows it', async () =>
        (await page.text('.markers-panel')).some((text) => text.includes(guest.title)),
      );
      await page.screenshot(`kernels ${what} problems`);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });

    it(`a crash of ${what} has a link in its terminal to its source`, async () => {
      await follow();
      await until(`a line with ${line} is shown`, () => shownLine().includes(line), { details: shownLine });
      await page.screenshot(`kernels ${what} link`);
    });

    it(`a crash of ${what} is in Problems no more when the machine is reset`, async () => {
      assert.equal(problems().length, 1);
      await machine.reset();
      await until('there is no entry', () => problems().length === 0);
    });
  });

/** Others may be between. */
function assertInOrder(calls: readonly string[], expected: readonly RegExp[]): void {
  let at = 0;
  for (const each of expected) {
    const found = calls.findIndex((call, index) => index >= at && each.test(call));
    assert.ok(found >= 0, `${String(each)} is not behind ${at} of: ${calls.join('\n')}`);
    at = found + 1;
  }
}

/** Compares each printed frame that has a name, and what was inlined there, with what addr2line says. */
function assertAgrees(
  stack: readonly DecodedLine[],
  { frames }: CrashReport,
  oracle: NonNullable<CrashedGuest['oracle']>,
): void {
  const named = frames.filter(({ symbol }) => symbol !== undefined);
  assert.ok(named.length > 5, 'there is a stack');
  for (const [index, shown] of oracle(named).entries()) {
    const { raw } = named[index]!;
    const decoded = stack.find((line) => line.raw === raw)?.calls.map(asShown);
    assert.deepEqual(decoded, shown, raw);
  }
}

/** The line that the active editor shows. */
function shownLine(): string {
  const editor = vscode.window.activeTextEditor;
  return editor ? editor.document.lineAt(editor.selection.active.line).text : '(no editor)';
}

/** What is told instead of a source, and that no other one is shown. */
async function isMissing(): Promise<boolean> {
  const told = await notifications();
  return (
    vscode.window.activeTextEditor === undefined &&
    told.some((text) => /^The source of ".*", .*, is not on this computer\./.test(text))
  );
}

/** A decoded call as addr2line's answers are written. */
function asShown(call: string): string {
  const [, name = '', place = ''] = /^(.*) at (.*?)(?: \(inlined\))?$/.exec(call) ?? [];
  return `${plain(name)} ${place}`;
}

/** Shows a machine's terminal, and goes up in it to where a text was printed. */
async function reveal(machine: string, text: string): Promise<void> {
  const terminal = vscode.window.terminals.find(({ name }) => name.startsWith(machine));
  assert.ok(terminal, `no terminal of ${machine}`);
  terminal.show();
  let before = '';
  const look = async (): Promise<boolean> => {
    const shown = await page.terminalText();
    if (shown.includes(text)) return true;
    // At the top it has been passed, before the terminal was drawn.
    const way = shown === before ? 'scrollToBottom' : 'scrollUpPage';
    before = shown;
    await vscode.commands.executeCommand(`workbench.action.terminal.${way}`);
    return false;
  };
  await until(`the terminal shows ${text}`, look, { everyMs: 300 });
}
