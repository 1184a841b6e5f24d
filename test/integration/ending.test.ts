import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { TimeoutError } from '../../src/concurrency/timeout';
import { SerialClient } from '../../src/serial/client';
import { MachineRegistry } from '../../src/machine/machineRegistry';
import type { Machine } from '../../src/machine/machine';
import type { MachineSettings, StartSerial } from '../../src/machine/services';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { SAMPLE_PROMPT, sampleGuest, ubootArm64 } from '../guests/guests';
import { bundles } from '../support/bundles';
import { MachineRoom } from '../support/machines';
import {
  Host,
  ignores,
  leftOf,
  processesWith,
  runs,
  startHungSerial,
  untilGone,
} from '../support/endingSupport';
import { SETTINGS } from '../support/settings';
import { GUARD_MS, until } from '../support/until';

const { signal } = new AbortController();

/** Rungs of a ladder that no test waits for: what ends a machine that has these ends it otherwise. */
const PATIENT = { quitSeconds: 600, terminateSeconds: 600 };

async function prompted(machine: Machine): Promise<Machine> {
  await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, signal);
  return machine;
}

function type(machine: Machine, line: string): Promise<void> {
  return machine.ports[0]!.serial.send(`${line}\r`, signal);
}

describe('the end of a machine, from outside', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  async function sample(changes: Parameters<typeof sampleGuest>[0] = {}): Promise<Machine> {
    return await prompted(await room.start(sampleGuest(changes)));
  }

  /** Another registry in the same room, with a serial worker of the test's own. */
  async function registryWith(
    startSerial: StartSerial,
    transport: MachineSettings['transport'] = 'auto',
  ): Promise<MachineRegistry> {
    const settings = { ...SETTINGS, transport, baseDirectory: room.directory };
    const { tasks, log } = room;
    return new MachineRegistry({ ...(await bundles()), tasks, log, startSerial, settings: () => settings });
  }

  it('a machine that is stopped ends by QEMU’s own quit, and leaves nothing', async () => {
    const machine = await sample();
    const report = await machine.stop();
    assert.equal(report.rung, 'quit');
    assert.equal(leftOf(machine), '');
  });

  it('a guest that powers off ends its machine, with the last bytes in', async () => {
    const machine = await sample();
    let received = '';
    machine.ports[0]!.serial.onDidReceive((bytes) => (received += Buffer.from(bytes).toString()));
    await type(machine, 'poweroff');
    const report = await machine.exit;
    assert.equal(leftOf(machine), '');
    assert.equal(report.shutdownReason, 'guest-shutdown');
    assert.equal(report.summary, 'sample: the guest powered off.');
    assert.match(received, /poweroff/);
  });

  it('a guest that exits ends its machine', async () => {
    const machine = await sample();
    await type(machine, 'exit 21');
    const { code, debugExit } = await machine.exit;
    assert.deepEqual([code, debugExit], [43, 21]);
    assert.equal(leftOf(machine), '');
  });

  it('a triple fault ends a machine for which a reset means the end', async () => {
    const machine = await sample({ reboot: 'shutdown' });
    await type(machine, 'crash');
    const report = await machine.exit;
    assert.equal(report.shutdownReason, 'guest-reset');
    assert.match(report.summary, /triple fault/);
    assert.equal(leftOf(machine), '');
  });

  it('a machine says that its QEMU was killed', async () => {
    const machine = await sample();
    process.kill(machine.pid, 'SIGKILL');
    const report = await machine.exit;
    assert.deepEqual([report.signal, report.requested], ['SIGKILL', false]);
    assert.match(report.summary, /killed from outside/);
    await untilGone(machine);
  });

  it('a machine says that its QEMU was terminated, and by which process', async () => {
    const machine = await sample();
    process.kill(machine.pid, 'SIGTERM');
    const report = await machine.exit;
    assert.equal(report.shutdownReason, 'host-signal');
    assert.match(report.summary, /signal 15 from pid \d+/);
    assert.equal(leftOf(machine), '');
  });

  it('a QEMU that is suspended is ended by a signal', async () => {
    const machine = await sample();
    process.kill(machine.pid, 'SIGSTOP');
    const report = await machine.stop();
    assert.ok(['SIGTERM', 'SIGKILL'].includes(report.rung), report.rung);
    assert.equal(leftOf(machine), '');
  });

  it('a second stop hurries the first', async () => {
    const machine = await sample({ stop: PATIENT });
    process.kill(machine.pid, 'SIGSTOP');
    const first = machine.stop();
    const second = machine.stop();
    assert.equal(await first, await second);
    assert.match((await first).rung, /SIGTERM|SIGKILL/);
    assert.equal(leftOf(machine), '');
  });

  it('a QEMU that its serial port has frozen is freed, and ends', async () => {
    const registry = await registryWith(startHungSerial, 'socket');
    const machine = await registry.start(resolveConfiguration(ubootArm64()), {}, { signal });
    // The banner is longer than what an unread socket takes; then QEMU's main loop is stuck in the PL011. On a busy
    // computer one that is only late answers the second question.
    await assert.rejects(async () => {
      for (;;) {
        await machine
          .qmp('query-status', {}, { timeoutMs: 500 })
          .catch(() => machine.qmp('query-status', {}, { timeoutMs: 5000 }));
      }
    }, TimeoutError);
    const report = await machine.stop();
    assert.equal(report.rung, 'yank');
    assert.equal(leftOf(machine), '');
  });

  it('a machine ends when its serial worker dies', async () => {
    const clients: SerialClient[] = [];
    const registry = await registryWith(async (...parameters) => {
      const client = await SerialClient.start(...parameters);
      clients.push(client);
      return client;
    });
    const machine = await prompted(await registry.start(resolveConfiguration(sampleGuest()), {}, { signal }));
    await clients[0]!.terminate();
    const report = await machine.exit;
    assert.match(report.summary, /serial worker/);
    assert.equal(report.requested, true);
    assert.equal(leftOf(machine), '');
  });

  it('a machine ends with its group', async () => {
    const machine = await sample();
    await room.tasks.close();
    assert.equal(leftOf(machine), '');
    assert.equal(machine.state, 'stopped');
    assert.deepEqual(processesWith(room.directory), []);
  });

  it('a machine that is stopped waits for the guest to power off when that is wanted', async () => {
    const machine = await sample({ stop: { powerdownSeconds: 3 } });
    const report = await machine.stop();
    assert.deepEqual([report.rung, report.shutdownReason], ['powerdown', 'guest-shutdown']);
    assert.equal(leftOf(machine), '');
  });

  it('a machine that is stopped waits no longer than that for a guest that does not listen', async () => {
    const machine = await sample({ stop: { powerdownSeconds: 0.3 } });
    await type(machine, 'hang');
    const report = await machine.stop();
    assert.ok(['powerdown', 'quit'].includes(report.rung), report.rung);
    assert.equal(leftOf(machine), '');
  });

  it('a machine ends cleanly when the guard has been killed meanwhile', async () => {
    const { guardFile } = await bundles();
    const machine = await sample();
    await until('there is a guard', () => processesWith(guardFile).length === 1);
    const [guard] = processesWith(guardFile);
    process.kill(guard!, 'SIGKILL');
    await until('there is another guard', () => processesWith(guardFile).some((pid) => pid !== guard));
    await machine.stop();
    assert.deepEqual(processesWith(guardFile), []);
    assert.equal(leftOf(machine), '');
  });

  it('machines end within a budget, even when their QEMUs are suspended', async () => {
    const machines = [await sample({ stop: PATIENT }), await sample({ stop: PATIENT })];
    for (const { pid } of machines) process.kill(pid, 'SIGSTOP');
    await room.registry.stopAll(3000);
    for (const machine of machines) assert.equal(leftOf(machine), '');
  });

  it('a stop under way is let finish when the window closes, which does not wait long for it', async () => {
    const healthy = await sample();
    const stopped = await sample({ stop: PATIENT });
    process.kill(stopped.pid, 'SIGSTOP');
    const reports = Promise.all([healthy.stop(), stopped.stop()]);
    await room.registry.stopAll(3000);
    const [first, second] = await reports;
    assert.equal(first.rung, 'quit');
    assert.match(second.rung, /SIGTERM|SIGKILL/);
    for (const machine of [healthy, stopped]) assert.equal(leftOf(machine), '');
  });

  it('there is no guard without machines, and one for several', async () => {
    const { guardFile } = await bundles();
    const [one, two] = [await sample(), await sample()];
    await until('there is a guard', () => processesWith(guardFile).length === 1);
    await one.stop();
    assert.equal(processesWith(guardFile).length, 1);
    await two.stop();
    assert.deepEqual(processesWith(guardFile), []);
  });
});

describe('the end of the host', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  function host(count: number): Promise<Host> {
    const configs = Array.from({ length: count }, () => sampleGuest());
    return Host.start({ configs, settings: { ...SETTINGS, baseDirectory: room.directory } });
  }

  it('a host that is killed takes QEMU, guard and directories with it', async () => {
    const it = await host(2);
    const { report } = it;
    assert.equal(processesWith(room.directory).length >= 2, true);
    await it.kill();
    for (const machine of report.machines) await untilGone(machine);
    await until('the guard has ended', () => !runs(report.guard));
    assert.deepEqual(readdirSync(room.directory), []);
  });

  it('a host that is killed takes a suspended QEMU with it', async () => {
    const it = await host(1);
    const { report } = it;
    process.kill(report.machines[0]!.pid, 'SIGSTOP');
    await it.kill();
    await untilGone(report.machines[0]!);
    await until('the guard has ended', () => !runs(report.guard));
  });

  it('a host that is killed with its guard still ends QEMU, and the next sweep removes the rest', async () => {
    const it = await host(1);
    const { report } = it;
    const [machine] = report.machines;
    await it.kill(report.guard);
    await until('QEMU has ended', () => !runs(machine!.pid));
    assert.ok(existsSync(machine!.directory));
    assert.deepEqual(await room.registry.sweep(signal), [machine!.directory]);
    assert.equal(leftOf(machine!), '');
  });

  it('the next sweep ends a QEMU that nobody ended', async () => {
    const it = await host(1);
    const { report } = it;
    const [machine] = report.machines;
    // Stopped, it does not hear the kernel's SIGTERM.
    process.kill(machine!.pid, 'SIGSTOP');
    await it.kill(report.guard);
    assert.ok(runs(machine!.pid));
    await room.registry.sweep(signal);
    await untilGone(machine!);
  });

  it('the sweep leaves alone what lives', async () => {
    const it = await host(1);
    const { report } = it;
    assert.deepEqual(await room.registry.sweep(signal), []);
    assert.ok(runs(report.machines[0]!.pid));
    await it.kill();
    await untilGone(report.machines[0]!);
  });

  it('the guard keeps out of what is done to its host’s group', async () => {
    const it = await host(1);
    const { report } = it;
    await until('it ignores SIGTERM', () => ignores(report.guard, 15));
    for (const name of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(report.guard, name);
    assert.ok(runs(report.guard));
    await it.kill();
    await untilGone(report.machines[0]!);
    await until('the guard has ended', () => !runs(report.guard));
  });
});
