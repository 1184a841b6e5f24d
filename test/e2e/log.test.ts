import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { activate, EXTENSION_ID } from './support/extension';
import { launchSample, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

/** `[pid:thread source/loop] text`, after the time and the level that VS Code puts before it: one time, not two. */
const LINE =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[(trace|debug|info|warning|error)\] \[(\d+):(\d+) ([^\]]+)\] (.*)$/;

const ROW = '.quick-input-widget .quick-input-list .monaco-list-row';

interface Line {
  readonly level: string;
  readonly pid: number;
  readonly thread: number;
  readonly who: string;
  readonly text: string;
}

/** The editor keeps a shown output channel as a document. */
function logText(): string {
  const channel = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'output' && uri.path.includes(`${EXTENSION_ID}.QEMU`),
  );
  if (!channel) {
    const all = vscode.workspace.textDocuments.map(({ uri }) => uri.toString());
    throw new Error(`the channel is not shown, only ${all.join(', ')}`);
  }
  return channel.getText();
}

function lines(): Line[] {
  return logText()
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, level = '', pid, thread, who = '', text = ''] = LINE.exec(line) ?? [];
      return pid === undefined ? [] : [{ level, pid: Number(pid), thread: Number(thread), who, text }];
    });
}

describe('log channel "QEMU"', () => {
  let api: QemuSerialDebugApi;

  before(async () => {
    api = await activate();
    await page.command('Developer: Set Log Level...');
    await page.pick('QEMU');
    await page.pick('Trace');
    await vscode.commands.executeCommand('qemu.showLog');
  });

  after(() => vscode.commands.executeCommand('workbench.action.closePanel'));

  afterEach(() => stopAll(api));

  it('the log has every source of one run, each attributed, with one time', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID)!;
    const machine = await api.launch({
      type: 'qemu',
      name: 'logged',
      kernel: vscode.Uri.joinPath(extension.extensionUri, 'media/guest/sample.elf').fsPath,
      log: { items: ['guest_errors', 'cpu_reset'] },
    });
    const [port] = machine.ports;
    await port!.waitFor(PROMPT);
    await port!.send('echo hello\r');
    await port!.waitFor('hello');
    await machine.stop();
    await vscode.commands.executeCommand('qemu.showLog');
    const all = await until('the log has the machine’s end', () => {
      const found = lines();
      // The log has what ran before, too, and is shown a little later than it is written.
      return (
        found.some(({ who, text }) => /^logged · qmp/.test(who) && /query-status|quit/.test(text)) && found
      );
    });
    const said = (who: RegExp): Line[] => all.filter((line) => who.test(line.who));
    const about = logText().slice(-4000);
    const sources: [string, RegExp][] = [
      ['qemu log', /logged · qemu log/],
      ['qmp', /logged · qmp/],
      ['serial', /logged · serial/],
      ['extension', /^(extension|machines?|logged)/],
    ];
    for (const [name, who] of sources) assert.ok(said(who).length > 0, `nothing from ${name} in:\n${about}`);
    const pids = (who: RegExp): number[] => [...new Set(said(who).map(({ pid }) => pid))];
    assert.deepEqual(pids(/qemu log/), [machine.pid], `QEMU’s lines bear another pid in:\n${about}`);
    assert.deepEqual(pids(/· serial|^extension/), [process.pid], `our lines bear another pid in:\n${about}`);
    const threads = new Set(said(/· serial/).map(({ thread }) => thread > 0));
    assert.deepEqual([...threads], [true], `the worker’s lines bear no thread in:\n${about}`);
    assert.ok(
      all.some(({ who }) => who.includes('/')),
      `no line names its loop in:\n${about}`,
    );
  });

  it('the log shows what is chosen while the machine runs, and no longer what is not', async () => {
    const machine = await launchSample(api);
    const open = async (): Promise<void> => {
      void vscode.commands.executeCommand('qemu.selectLogItems', machine.id);
      await until('log items are offered', async () =>
        (await page.text(ROW)).some((row) => row.includes('guest_errors')),
      );
    };
    const toggle = async (name: string): Promise<void> => {
      await page.insertText(name);
      const row = `${ROW}[aria-label^="${name}"]`;
      await until(`"${name}" is offered`, async () => (await page.text(row)).length === 1);
      await page.click(row);
    };
    const states = async (): Promise<unknown> =>
      machine.qmp('trace-event-get-state', { name: 'serial_write' });
    const reaches = (state: string): Promise<unknown> =>
      until(`it is ${state}`, async () => JSON.stringify(await states()).includes(`"${state}"`));

    await open();
    await toggle('serial_write');
    await page.press('Enter');
    await reaches('enabled');
    await vscode.commands.executeCommand('qemu.showLog');
    await machine.ports[0]!.send('help\r');
    await until('the trace event is in the log', () =>
      lines().some(({ who, text }) => who.endsWith('qemu log') && text.startsWith('serial_write')),
    );
    await open();
    await toggle('serial_write');
    await page.press('Enter');
    await reaches('disabled');
  });

  it('the log shows the beginning of a flood and how much it left out, and the window answers meanwhile', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID)!;
    const machine = await api.launch({
      type: 'qemu',
      name: 'flooded',
      kernel: vscode.Uri.joinPath(extension.extensionUri, 'media/guest/sample.elf').fsPath,
      log: { trace: ['serial_*', 'memory_region_ops_*'] },
    });
    await machine.ports[0]!.waitFor(PROMPT);
    await vscode.commands.executeCommand('qemu.showLog');
    // It goes on until a key is pressed.
    await machine.ports[0]!.send('flood 0\r');
    await until('the flood is cut', () => /… \d+ lines skipped/.test(logText()));
    assert.match(await machine.hmp('info status'), /running/);
  });
});
