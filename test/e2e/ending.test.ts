/** However a machine ends, nothing of it is left: no process, no directory, no task, no terminal but its text. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import {
  ask,
  closeByKey,
  expectGone,
  launchSample,
  nextExitCode,
  port,
  stopAll,
  terminalNamed,
} from './support/machines';
import { page } from './support/page';
import { children } from './support/processes';
import { until } from '../support/until';

describe('the end of a machine', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  const ends: [string, (machine: MachineApi) => unknown, RegExp][] = [
    ['the guest powers off', (machine) => port(machine).send('poweroff\r'), /power/i],
    ['QEMU is killed', (machine) => process.kill(machine.pid, 'SIGKILL'), /SIGKILL|killed/i],
    ['QEMU is terminated', (machine) => process.kill(machine.pid, 'SIGTERM'), /SIGTERM|signal/i],
    ['QMP says quit', (machine) => machine.qmp('quit').catch(() => undefined), /quit/i],
  ];
  for (const [what, cause, sentence] of ends) {
    it(`the end of a machine is told in the terminal when ${what}`, async () => {
      const machine = await launchSample(api);
      const code = nextExitCode('Sample guest');
      await cause(machine);
      const report = await machine.exit;
      assert.match(report.summary, sentence);
      assert.equal(await code, report.code ?? 1);
      await page.waitForTerminal('* QEMU ended');
      await expectGone(machine);
    });
  }

  it('the end of a machine leaves the terminal to a person who was typing, and says that a later key closes it', async () => {
    await launchSample(api);
    const code = nextExitCode('Sample guest');
    await page.typeInTerminal('poweroff\n');
    for (let key = 0; key < 5; key++) await page.type('x');
    assert.equal(await code, 0);
    const shown = await page.waitForTerminal('Terminal will be reused by tasks');
    assert.match(shown, /\* QEMU ended/);
    assert.ok(terminalNamed('Sample guest'));
    await closeByKey('Sample guest');
  });

  it('a triple fault does not end a machine, which resets', async () => {
    const machine = await launchSample(api);
    await port(machine).send('crash\r');
    await port(machine).waitFor('QEMU Serial Debug sample guest');
    assert.equal(machine.state, 'running');
  });

  it('a triple fault ends a machine for which a reset means the end', async () => {
    const machine = await launchSample(api);
    await machine.stop();
    const once = await api.launch({
      type: 'qemu',
      name: 'once',
      kernel: `${vscode.extensions.getExtension('qemu-serial-debug.qemu-serial-debug')?.extensionPath}/media/guest/sample.elf`,
      reboot: 'shutdown',
    });
    await port(once).waitFor('> ');
    await port(once).send('crash\r');
    assert.equal((await once.exit).shutdownReason, 'guest-reset');
  });

  it('twelve machines, one after the other, leave nothing', async function () {
    this.timeout(600_000);
    const handles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const run = async (): Promise<void> => {
      const machine = await launchSample(api);
      await machine.stop();
      await until('the task has ended', () => vscode.tasks.taskExecutions.length === 0);
    };
    await run();
    const before = await handles();
    // One thing that each leaves would be seen; thirty are run in plain Node.
    for (let count = 0; count < 12; count++) await run();
    await until('all file handles are closed', async () => (await handles()) <= before + 2);
    assert.ok(vscode.window.terminals.length <= 2, vscode.window.terminals.map(({ name }) => name).join());
  });

  it('eight machines at once leave nothing', async function () {
    this.timeout(600_000);
    const machines = await Promise.all(Array.from({ length: 8 }, () => launchSample(api)));
    assert.equal(new Set(machines.map(({ name }) => name)).size, 8);
    const answers = await Promise.all(
      machines.map((machine, index) => ask(machine, `echo machine ${index}`)),
    );
    assert.deepEqual(
      answers,
      machines.map((_, index) => `machine ${index}`),
    );
    await Promise.all(machines.map((machine) => machine.stop()));
    for (const machine of machines) await expectGone(machine);
    const left = (await children()).filter(({ command }) => command.includes('qemu-system'));
    assert.deepEqual(left, []);
  });
});
