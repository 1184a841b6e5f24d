/** What a person sees when a guest crashes. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CrashFound, MachineApi, QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { debug, Recorder, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, launchSample, notifications, port, stopAll } from './support/machines';
import { page } from './support/page';
import { showTheme, type Theme } from './support/theme';

const ITEM = '.notifications-list-container .notification-list-item';
const TITLE = 'PANIC: table_of_sums is damaged';
/** Notes the page that the window would open. */
const OPENED = `(() => {
  window.opened = '';
  window.open = (url) => {
    if (url) window.opened = String(url);
    return { location: { set href(url) { window.opened = String(url); } } };
  };
})()`;
/** As Linux prints it; the sample guest echoes it, and has no such function. */
const OOPS_ON_CPU_1 = [
  'BUG: kernel NULL pointer dereference, address: 0000000000000000',
  '#PF: supervisor write access in kernel mode',
  'Oops: 0002 [#1] PREEMPT SMP NOPTI',
  'CPU: 1 PID: 1 Comm: init Not tainted 6.1.0 #1',
  'RIP: 0010:not_there+0x10/0x20',
  'Call Trace:',
  ' <TASK>',
  ' not_there_either+0x10/0x20',
  ' </TASK>',
  '---[ end trace 0000000000000000 ]---',
  '',
].join('\r\n');
const button = (label: string): string => `${ITEM} .monaco-button:text-is("${label}")`;

describe('a guest that crashes', () => {
  let api: QemuSerialDebugApi;
  let source: vscode.Uri;
  /** Of the call that found the damage, counted from 0. */
  let guilty: number;

  before(async () => {
    api = await activate();
    const { extensionPath } = vscode.extensions.getExtension('qemu-serial-debug.qemu-serial-debug')!;
    source = vscode.Uri.file(join(extensionPath, 'media/guest/panic.c'));
    const lines = (await readFile(source.fsPath, 'utf8')).split('\n');
    guilty = lines.findIndex((line) => line.includes('panic("table_of_sums is damaged")'));
  });
  beforeEach(clearNotifications);
  afterEach(async () => {
    await vscode.debug.stopDebugging();
    await stopAll(api);
    await clearNotifications();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const told = (text: string): Promise<string> =>
    until(`a notification with ${text}`, async () =>
      (await notifications()).find((one) => one.includes(text)),
    );
  const crash = async (): Promise<MachineApi> => {
    const machine = await launchSample(api);
    await port(machine).send('panic\r');
    await told(`has crashed: ${TITLE}`);
    return machine;
  };
  const problems = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(source).filter((one) => one.source === 'QEMU');

  it('a guest that crashes is told of in a notification, whose button copies a report with its lines', async () => {
    await crash();
    await vscode.env.clipboard.writeText('');
    await page.click(button('Copy Report'));
    const report = await until(
      'a report on the clipboard',
      async () => await vscode.env.clipboard.readText(),
    );
    assert.match(report, /^# `PANIC: table_of_sums is damaged`/);
    const call = `#1 0x[0-9a-f]{8}\\n {4}check_sum at \\S*panic\\.c:${guilty + 1}\\n#2 0x[0-9a-f]{8}\\n {4}check_table at`;
    assert.match(report, new RegExp(`## Stack\\n\\n\`\`\`\\n#0 0x[0-9a-f]{8}\\n {4}panic at .*\\n${call}`));
    assert.match(report, /## Output\n\n[^]*\nhalted\n```/);
  });

  it('a guest that crashes has its guilty line shown by one click', async () => {
    await crash();
    await page.click(button('Show'));
    const editor = await until('the source is shown', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.toString() === source.toString() ? active : undefined;
    });
    assert.equal(editor.selection.active.line, guilty);
  });

  it('a guest that crashes in a module without a file has that file named, as there is no line to show', async () => {
    const machine = await launchSample(api);
    await port(machine, 1).waitFor('\r\n');
    await port(machine, 1).send(OOPS_ON_CPU_1.replace(/not_there\S*/g, '$& [lost]'));
    await told('has crashed: ');
    await page.click(button('Show'));
    const text = await told('No symbol file is known for lost');
    assert.match(text, /build lost\.ko with debug information, and name it in "symbolFiles"/);
    await vscode.commands.executeCommand('qemu.showCrash', machine.id);
    await until('the decoded crash says so, too', () =>
      vscode.window.activeTextEditor?.document.getText().includes('No symbol file is known for lost'),
    );
  });

  it('a guest that crashes has an entry in Problems until it is reset, and until it is started again', async () => {
    const machine = await crash();
    const [problem] = await until('an entry', () => problems().length > 0 && problems());
    assert.equal(problem?.message, TITLE);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(problem.range.start.line, guilty);
    const calls = problem.relatedInformation?.map(({ message }) => message) ?? [];
    assert.deepEqual(calls.slice(0, 4), ['panic', 'check_sum', 'check_table', 'do_panic']);
    await machine.reset();
    await until('the entry is gone', () => problems().length === 0);
    await port(machine).waitFor('\r\n> ');
    await port(machine).send('panic\r');
    await until('it is there again', () => problems().length === 1);
    await machine.stop();
    assert.equal(problems().length, 1);
    // Until then a machine of this name would be another one beside it.
    await until('its task has ended', () => vscode.tasks.taskExecutions.length === 0);
    await launchSample(api);
    await until('it is gone again', () => problems().length === 0);
  });

  it('a guest that crashes is told of to other extensions, with its lines', async () => {
    const machine = await launchSample(api);
    const found: CrashFound[] = [];
    machine.onDidFindCrash((one) => found.push(one));
    await port(machine).send('panic\r');
    const [one] = await until('it is told', () => found.length > 0 && found);
    assert.deepEqual([one?.title, one?.system, one?.port], [TITLE, 'sample', 'console']);
    assert.deepEqual(one?.place, { path: source.fsPath, line: guilty + 1 });
    assert.equal(one.frames[1]?.function, 'check_sum');
    assert.deepEqual(one.problems, []);
  });

  it('a guest that crashes is stopped in a debugger by one click', async () => {
    await crash();
    await page.click(button('Debug Here'));
    const session = await until('a session', () => vscode.debug.activeDebugSession);
    const frame = await until('it has stopped', () => {
      const item = vscode.debug.activeStackItem;
      return item instanceof vscode.DebugStackFrame && item.session.id === session.id ? item : undefined;
    });
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId: frame.threadId })) as {
      stackFrames: { name: string }[];
    };
    const names = stackFrames.map(({ name }) => name);
    assert.ok(
      names.some((name) => name.includes('check_sum')),
      names.join(),
    );
  });

  it('a guest that crashes is stopped on the processor that crashed', async () => {
    const machine = await api.launch({
      ...{ type: 'qemu', name: 'two', kernel: SAMPLE, network: 'none', smp: 2 },
      serial: [{ name: 'console' }, { name: 'second' }],
    });
    await port(machine, 1).waitFor('\r\n');
    await port(machine, 1).send(OOPS_ON_CPU_1);
    await told('has crashed: ');
    await page.click(button('Debug Here'));
    const item = await until('a processor is shown', () => vscode.debug.activeStackItem);
    assert.equal(item.threadId, 2);
  });

  for (const doing of ['runs', 'stands'])
    it(`a guest that crashes while it is debugged is shown on the processor that crashed, when it ${doing}`, async () => {
      const recorder = new Recorder();
      try {
        const { session, machine } = await debug(api, {
          ...{ network: 'none', smp: 2 },
          serial: [{ name: 'console' }, { name: 'second' }],
        });
        await port(machine, 1).send(OOPS_ON_CPU_1);
        await told('has crashed: ');
        if (doing === 'stands') {
          await recorder.pause();
          assert.equal(vscode.debug.activeStackItem?.threadId, 1);
        }
        await page.click(button('Debug Here'));
        await until('the processor is shown', () => {
          const item = vscode.debug.activeStackItem;
          return item instanceof vscode.DebugStackFrame && item.threadId === 2;
        });
        assert.equal(machine.state, 'paused');
        assert.equal(vscode.debug.activeStackItem?.session.id, session.id);
      } finally {
        recorder.dispose();
      }
    });

  it('a guest that crashes is searched for only when the person wants it, at the page of the setting', async function () {
    // On a desktop it would open in the person's own browser.
    if (vscode.env.uiKind !== vscode.UIKind.Web) this.skip();
    const settings = vscode.workspace.getConfiguration('qemu');
    const set = (url: string | undefined): Thenable<void> =>
      settings.update('crashSearchUrl', url, vscode.ConfigurationTarget.Global);
    // For any other host the editor asks first.
    await set('http://localhost:9/?q=${title}');
    try {
      await page.evaluate(OPENED);
      await crash();
      await page.screenshot('crash search');
      assert.equal(await page.evaluate('window.opened'), '');
      await page.click(button('Search'));
      const opened = await until('a page is opened', () => page.evaluate('window.opened'));
      assert.deepEqual([...new URL(String(opened)).searchParams], [['q', TITLE]]);
    } finally {
      await set(undefined);
    }
  });

  it('a guest that crashes is in Problems only, when the person wants no notification', async () => {
    const settings = vscode.workspace.getConfiguration('qemu');
    await settings.update('crashNotifications', 'silent', vscode.ConfigurationTarget.Global);
    try {
      await port(await launchSample(api)).send('panic\r');
      await until('an entry', () => problems().length === 1);
      assert.deepEqual(
        (await notifications()).filter((text) => text.includes('has crashed')),
        [],
      );
    } finally {
      await settings.update('crashNotifications', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  const HOSTILE: Readonly<Record<string, string>> = {
    'a link to a command': '*** PANIC: [quit](command:workbench.action.quit) $(bug) <b>x</b>',
    'a link to a page': '*** PANIC: [a](https://example.org) https://example.org ]( x',
    'far too much text': `panic: ${'long '.repeat(20_000)}`,
  };
  for (const [what, line] of Object.entries(HOSTILE))
    it(`a guest that crashes with ${what} in its title has it shown as text`, async () => {
      const machine = await launchSample(api);
      await port(machine, 1).waitFor('\r\n');
      await port(machine, 1).send(`\r\n${line}\r\nhalted\r\n`);
      const text = await told('has crashed: ');
      assert.ok(text.length < 1000, `${text.length} characters`);
      assert.deepEqual(await page.text(`${ITEM} .notification-list-item-message a`), []);
      assert.equal(api.machines.length, 1);
    });

  for (const theme of ['light', 'dark'] satisfies Theme[])
    it(`a guest that crashes looks as it should in the ${theme} theme`, async () => {
      await showTheme(theme);
      await crash();
      const [problem] = await until('an entry', () => problems().length > 0 && problems());
      await vscode.window.showTextDocument(source, { selection: problem!.range });
      await vscode.commands.executeCommand('workbench.actions.view.problems');
      await until('Problems has it', async () =>
        (await page.text('.markers-panel')).some((text) => text.includes(TITLE)),
      );
      await notifications();
      await page.screenshot(`crash ${theme}`);
    });
});
