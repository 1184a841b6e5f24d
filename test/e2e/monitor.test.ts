import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import { launchSample, stopAll } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

describe('QEMU: Open Monitor', () => {
  let api: QemuSerialDebugApi;
  let machine: MachineApi;

  const monitors = (): vscode.Terminal[] =>
    vscode.window.terminals.filter(({ name }) => name.startsWith('Monitor: '));

  before(async () => {
    api = await activate();
    await stopAll(api);
  });

  beforeEach(async () => {
    machine = await launchSample(api);
    await page.command('QEMU: Open Monitor');
    await until('a monitor is active', () => vscode.window.activeTerminal?.name.startsWith('Monitor: '));
    await page.waitForTerminal('(qemu)');
  });

  afterEach(() => stopAll(api));

  it('the monitor runs what is typed, completes with Tab, and recalls with the arrow', async () => {
    await page.typeInTerminal('info status\n');
    await page.waitForTerminal('VM status: running');
    await page.typeInTerminal('info regis');
    await page.press('Tab');
    await page.waitForTerminal('info registers');
    await page.press('Enter');
    await page.waitForTerminal('XMM00=');
    await page.press('ArrowUp');
    await page.press('ArrowUp');
    await until('the line before the last is recalled', async () =>
      /\(qemu\) info status$/.test(await page.terminalText()),
    );
  });

  it('the monitor completes the names of the machine’s own devices', async () => {
    await page.typeInTerminal('chardev-send-break qsd-se');
    await page.press('Tab');
    await page.press('Tab');
    const text = await page.waitForTerminal('ser1');
    assert.match(text, /ser0/);
  });

  it('the monitor clears the line with Ctrl+C and closes with Ctrl+D', async () => {
    await page.typeInTerminal('quit');
    await page.press('Control+C');
    await page.waitForTerminal('(qemu) quit^C');
    await page.typeInTerminal('info name\n');
    assert.equal(machine.state, 'running');
    await page.press('Control+D');
    await until('the monitor has gone', () => monitors().length === 0);
  });

  it('the monitor shows what QEMU refuses, and goes on', async () => {
    await page.typeInTerminal('nonsense\n');
    await page.waitForTerminal("unknown command: 'nonsense'");
    await page.typeInTerminal('info status\n');
    await page.waitForTerminal('VM status: running');
  });

  it('the monitor opens as often as it is asked to', async () => {
    await vscode.commands.executeCommand('qemu.openMonitor', machine.id);
    await until('there is a second monitor', () => monitors().length === 2);
    await page.waitForTerminal('(qemu)');
    await page.typeInTerminal('info name\n');
  });

  it('the monitor says why when the machine ends, and goes with the next key', async () => {
    const report = await machine.stop();
    await page.waitForTerminal('The monitor is closed.');
    const text = (await page.terminalText()).replaceAll('\n', '');
    assert.ok(text.includes(report.summary), `${report.summary} is not in: ${text}`);
    await page.focusTerminal();
    await page.press('Enter');
    await until('the monitor has gone', () => monitors().length === 0);
  });
});
