/** The commands of the palette, with a machine and without one. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { activate, EXTENSION_ID } from './support/extension';
import {
  ask,
  clearNotifications,
  launchSample,
  notifications,
  port,
  PROMPT,
  stopAll,
} from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

interface Contributed {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

const reaches = (machine: MachineApi, state: string): Promise<unknown> =>
  until(`the machine is ${state}`, () => machine.state === state);

describe('commands', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  it('all commands are there', async () => {
    const manifest = vscode.extensions.getExtension(EXTENSION_ID)?.packageJSON as Contributed;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('the commands say that no machine runs, and offer to launch one', async () => {
    void vscode.commands.executeCommand('qemu.pause');
    await until('something is said', async () => (await notifications()).includes('No machine is running.'));
    await clearNotifications();
  });

  it('the commands pause, resume and reset the machine', async () => {
    const machine = await launchSample(api);
    await page.command('QEMU: Pause Machine');
    await reaches(machine, 'paused');
    await page.command('QEMU: Resume Machine');
    await reaches(machine, 'running');
    // The palette's Escape may have reached the guest: a half-typed line is thrown away.
    await port(machine).send('\x03\r');
    await port(machine).waitFor(PROMPT);
    assert.equal(await ask(machine, 'counter'), 'counter 1');
    await page.command('QEMU: Reset Machine');
    await port(machine).waitFor('QEMU Serial Debug sample guest');
    await port(machine).waitFor(PROMPT);
    await port(machine).send('\x03\r');
    await port(machine).waitFor(PROMPT);
    assert.equal(await ask(machine, 'counter'), 'counter 1');
  });

  it('the power button is pressed by a command, and the guest obeys', async () => {
    const machine = await launchSample(api);
    await page.command('QEMU: Power Down Machine');
    const report = await machine.exit;
    assert.deepEqual([report.requested, report.shutdownReason], [false, 'guest-shutdown'], report.summary);
  });

  it('the command Stop stops the machine, and hurries when asked again', async () => {
    const machine = await launchSample(api);
    process.kill(machine.pid, 'SIGSTOP');
    const first = vscode.commands.executeCommand('qemu.stop', machine.id);
    await reaches(machine, 'stopping');
    const second = vscode.commands.executeCommand('qemu.stop', machine.id);
    await Promise.all([first, second]);
    const report = await machine.exit;
    assert.equal(report.requested, true);
    assert.match(report.rung, /SIG/);
  });

  it('the commands ask which machine when several run, and which port', async () => {
    const one = await launchSample(api);
    const two = await launchSample(api);
    assert.deepEqual([one.name, two.name], ['Sample guest', 'Sample guest 2']);
    await page.command('QEMU: Stop Machine');
    await page.pick('Sample guest 2');
    await two.exit;
    assert.deepEqual(
      api.machines.map(({ name }) => name),
      ['Sample guest'],
    );
  });

  it('a command launches from a quick pick of tasks and images', async () => {
    await page.command('QEMU: Launch Machine…');
    await page.pick('plain');
    const machine = await until('there is a machine', () => api.machines[0]);
    await port(machine).waitFor(PROMPT);
  });
});
