import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate, EXTENSION_ID } from './support/extension';
import { page } from './support/page';
import { waitFor } from './support/waitFor';

/** `HH:MM:SS.mmm [pid:thread source/loop] text`, after VS Code's own time and level. */
const LINE =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[(trace|debug|info|warning|error)\] (\d\d:\d\d:\d\d\.\d{3}) \[(\d+):(\d+) ([^\]]+)\] (.*)$/;

interface Line {
  readonly level: string;
  readonly time: string;
  readonly pid: number;
  readonly thread: number;
  readonly who: string;
  readonly text: string;
}

const CHANNEL = vscode.Uri.from({ scheme: 'output', path: `${EXTENSION_ID}.QEMU` });

async function logText(): Promise<string> {
  return (await vscode.workspace.openTextDocument(CHANNEL)).getText();
}

async function lines(): Promise<Line[]> {
  return (await logText()).split(/\r?\n/).flatMap((line) => {
    const [, level = '', time = '', pid, thread, who = '', text = ''] = LINE.exec(line) ?? [];
    return pid === undefined ? [] : [{ level, time, pid: Number(pid), thread: Number(thread), who, text }];
  });
}

describe('log channel "QEMU"', () => {
  before(async () => {
    await activate();
    await page.command('Developer: Set Log Level...');
    await page.pick('QEMU');
    await page.pick('Trace');
    await vscode.commands.executeCommand('qemu.showLog');
  });

  after(() => vscode.commands.executeCommand('workbench.action.closePanel'));

  it('has every source of one run, each attributed, in time order', async () => {
    const api = await activate();
    const extension = vscode.extensions.getExtension(EXTENSION_ID)!;
    const machine = await api.launch({
      type: 'qemu',
      name: 'logged',
      kernel: vscode.Uri.joinPath(extension.extensionUri, 'media/guest/sample.elf').fsPath,
      log: { items: ['guest_errors', 'cpu_reset'] },
    });
    const [port] = machine.ports;
    await port!.waitFor('> ');
    await port!.send('echo hello\r');
    await port!.waitFor('hello');
    await machine.stop();
    const all = await waitFor(
      async () => {
        const found = await lines();
        return found.some(({ text }) => text.includes('query-status') || text.includes('quit')) && found;
      },
      5000,
      'the log does not have the machine’s end',
    );
    const said = (who: RegExp): Line[] => all.filter((line) => who.test(line.who));
    const about = (await logText()).slice(-4000);
    const sources: [string, RegExp][] = [
      ['qemu log', /logged · qemu log/],
      ['qmp', /logged · qmp/],
      ['serial', /logged · serial/],
      ['extension', /^(extension|machines?|logged)/],
    ];
    for (const [name, who] of sources) assert.ok(said(who).length > 0, `nothing from ${name} in:\n${about}`);
    assert.ok(
      said(/qemu log/).every(({ pid }) => pid === machine.pid),
      'QEMU’s lines bear another pid',
    );
    assert.ok(
      said(/· serial/).every(({ pid, thread }) => pid === process.pid && thread > 0),
      'worker’s thread',
    );
    assert.ok(
      said(/^extension/).every(({ pid, thread }) => pid === process.pid && thread === 0),
      'our own lines',
    );
    assert.ok(
      all.some(({ who }) => who.includes('/')),
      `no line names its loop in:\n${about}`,
    );
    const times = all.map(({ time }) => time);
    assert.deepEqual(times, [...times].sort(), 'not in time order');
  });

  it('shows the beginning of a flood and how much it left out, and stays quick', async () => {
    const api = await activate();
    const extension = vscode.extensions.getExtension(EXTENSION_ID)!;
    const machine = await api.launch({
      type: 'qemu',
      name: 'flooded',
      kernel: vscode.Uri.joinPath(extension.extensionUri, 'media/guest/sample.elf').fsPath,
      log: { trace: ['serial_*', 'memory_region_ops_*'] },
    });
    try {
      await machine.ports[0]!.waitFor('> ');
      await machine.ports[0]!.send('flood 20000\r');
      await waitFor(async () => /… \d+ lines skipped/.test(await logText()), 30_000, 'the flood is not cut');
      const before = performance.now();
      await machine.hmp('info status');
      assert.ok(performance.now() - before < 2000, 'the extension host does not answer during the flood');
    } finally {
      await machine.stop();
    }
  });
});
