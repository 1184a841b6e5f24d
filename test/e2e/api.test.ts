/** What other extensions build on. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineState, QemuSerialDebugApi } from '../../src/api';
import { LINUX_PROMPT, linuxX86, ubootRiscv64, UBOOT_AUTOBOOT, UBOOT_PROMPT } from '../guests/guests';
import { activate } from './support/extension';
import { expectGone, launchSample, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

describe('the API', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  it('the API has exactly the documented names', async () => {
    assert.equal(api.version, 2);
    assert.deepEqual(Object.keys(api).sort(), ['launch', 'machines', 'onDidChangeMachines', 'version']);
    const machine = await launchSample(api);
    assert.deepEqual(
      Object.keys(machine).sort(),
      [
        ...['exit', 'hmp', 'id', 'name', 'onDidChangeState', 'onDidFindCrash', 'onDidReceiveEvent'],
        ...['pause', 'pid', 'ports', 'powerdown', 'qmp', 'reset', 'resume', 'state', 'stop'],
      ].sort(),
    );
    assert.deepEqual(Object.keys(port(machine)).sort(), ['name', 'onDidReceive', 'send', 'text', 'waitFor']);
  });

  it('the API gives the same object for the same machine, and tells when machines come and go', async () => {
    let changes = 0;
    const subscriptions: vscode.Disposable[] = [];
    api.onDidChangeMachines(() => changes++, undefined, subscriptions);
    const machine = await launchSample(api);
    assert.equal(api.machines[0], machine);
    await machine.stop();
    assert.deepEqual([changes, api.machines.length, subscriptions.length], [2, 0, 1]);
    subscriptions[0]?.dispose();
  });

  it('the API tells the states and events of a machine, and talks QMP and HMP', async () => {
    const machine = await launchSample(api);
    const states: MachineState[] = [];
    const events: string[] = [];
    machine.onDidChangeState((state) => states.push(state));
    machine.onDidReceiveEvent(({ name }) => events.push(name));
    await machine.pause();
    await machine.resume();
    assert.deepEqual(await machine.qmp('query-name'), { name: 'Sample guest' });
    assert.match(await machine.hmp('info version'), /^\d+\.\d+/);
    await assert.rejects(machine.qmp('no-such-command'), /no-such-command/);
    await machine.stop();
    assert.deepEqual(states, ['paused', 'running', 'stopping', 'stopped']);
    assert.ok(events.includes('STOP') && events.includes('RESUME'), events.join());
  });

  it('the API waits for text since the last match, and says what came when it did not', async () => {
    const machine = await launchSample(api);
    await port(machine).send('echo one two\r');
    const match = await port(machine).waitFor(/(\w+) (two)\r\n/);
    assert.deepEqual(match.groups, ['one', 'two']);
    await port(machine).waitFor(PROMPT);
    await assert.rejects(port(machine).waitFor('never', { timeoutMs: 200 }), /never/);
    const source = new vscode.CancellationTokenSource();
    const waiting = port(machine).waitFor('never', { token: source.token });
    source.cancel();
    await assert.rejects(waiting);
    const gone = port(machine).waitFor('never');
    await Promise.all([assert.rejects(gone), machine.stop()]);
  });

  it('the API hands out the bytes as they come', async () => {
    const machine = await launchSample(api);
    const pieces: Uint8Array[] = [];
    const subscription = port(machine).onDidReceive((bytes) => pieces.push(bytes));
    await port(machine).send('bytes c3 a4\r');
    const came = (): boolean => Buffer.concat(pieces).includes(Buffer.from([0xc3, 0xa4]));
    await until('the two bytes have come', came);
    subscription.dispose();
  });

  it('the API stops the machine when the token is cancelled after the start', async () => {
    const source = new vscode.CancellationTokenSource();
    const machine = await api.launch({ type: 'qemu', arch: 'i386', name: 'cancelled later' }, source.token);
    source.cancel();
    assert.equal((await machine.exit).requested, true);
    await expectGone(machine);
  });

  it('the API runs U-Boot for riscv64 in a terminal', async () => {
    const machine = await api.launch(ubootRiscv64());
    await port(machine).waitFor(UBOOT_AUTOBOOT, { timeoutMs: 60_000 });
    await port(machine).send(' ');
    await port(machine).waitFor(UBOOT_PROMPT);
    await page.waitForTerminal('\n=>');
    await page.typeInTerminal('version\n');
    await page.waitForTerminal('riscv64-linux-gnu-gcc');
    await port(machine).waitFor(UBOOT_PROMPT);
    await port(machine).send('printenv\r');
    await port(machine).waitFor('bootdelay=2');
  });

  it('the API boots Linux to a shell in a terminal, and the machine ends with its poweroff', async function () {
    this.timeout(120_000);
    const machine = await api.launch(linuxX86());
    await port(machine).waitFor(LINUX_PROMPT, { timeoutMs: 100_000 });
    await page.waitForTerminal('~ #');
    await page.typeInTerminal('echo $((6*7)) on $(tty)\n');
    await page.waitForTerminal('\n42 on /dev/ttyS0');
    await port(machine).send('poweroff -f\r');
    const report = await machine.exit;
    assert.deepEqual([report.code, report.shutdownReason], [0, 'guest-shutdown'], report.summary);
    await page.waitForTerminal('* QEMU ended');
  });
});
