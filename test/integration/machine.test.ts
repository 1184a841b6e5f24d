import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineEvent, MachineState } from '../../src/api';
import type { Machine } from '../../src/machine/machine';
import { SAMPLE_BANNER, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { GUARD_MS, until } from '../support/until';

const { signal } = new AbortController();

/** Firmware for a PC that loads an empty interrupt table and raises an interrupt, as its first and only act. */
function tripleFaultRom(): Buffer {
  const rom = Buffer.alloc(65_536);
  // lidt cs:[0xff00], where there are zeros; int3
  rom.set([0x2e, 0x0f, 0x01, 0x1e, 0x00, 0xff, 0xcc], 0xfff0);
  return rom;
}

describe('a machine', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  function ask(machine: Machine, text: string): Promise<void> {
    return machine.ports[0]!.serial.send(text, signal);
  }

  async function prompt(machine: Machine, text = SAMPLE_PROMPT): Promise<void> {
    await machine.ports[0]!.serial.waitFor(text, { timeoutMs: GUARD_MS }, signal);
  }

  it('a machine runs the sample guest from its first byte, and stops', async () => {
    const machine = await room.start(sampleGuest());
    assert.equal(machine.state, 'running');
    assert.equal(machine.arch, 'i386');
    await prompt(machine);
    const text = await machine.ports[0]!.serial.text(0, signal);
    assert.ok(text.startsWith(SAMPLE_BANNER), text);
    assert.ok(existsSync(machine.directory));
    const report = await machine.stop();
    assert.deepEqual([report.code, report.rung, report.requested], [0, 'quit', true]);
    assert.equal(report.summary, 'sample was stopped.');
    assert.equal(machine.state, 'stopped');
    assert.equal(existsSync(machine.directory), false);
    assert.deepEqual(room.registry.machines, []);
  });

  it('a machine is found by its own name and id, and no other with it', async () => {
    const names = ['node', 'node-1', 'node-1'];
    const machines: Machine[] = [];
    for (const name of names) machines.push(await room.start(sampleGuest({ name })));
    const found = (wanted: string): number[] =>
      room.registry.find(wanted).map((machine) => machines.indexOf(machine));
    assert.deepEqual(['node', 'node-1', 'node-2'].map(found), [[0], [1, 2], []]);
    assert.deepEqual(
      machines.map(({ id }) => found(id)),
      [[0], [1], [2]],
    );
  });

  it('a machine tells state and events in order, with the reason', async () => {
    const machine = await room.start(sampleGuest());
    // On a busy computer a reset in the middle of the firmware's work was followed by two more.
    await prompt(machine);
    const states: string[] = [];
    const events: MachineEvent[] = [];
    machine.onDidChangeState((state: MachineState) => states.push(`${state} ${machine.why}`.trim()));
    machine.onDidReceiveEvent((event) => events.push(event));
    await machine.pause();
    await machine.resume();
    await machine.reset();
    await machine.powerdown();
    await machine.stop();
    assert.deepEqual(states, ['paused user', 'running', 'stopping user', 'stopped user']);
    assert.deepEqual(
      events.map(({ name }) => name),
      ['STOP', 'RESUME', 'RESET', 'POWERDOWN', 'SHUTDOWN'],
    );
  });

  it('a machine runs monitor commands of both kinds', async () => {
    const machine = await room.start(sampleGuest());
    assert.deepEqual(((await machine.qmp('query-status')) as { status: string }).status, 'running');
    assert.match(await machine.hmp('info status'), /^VM status: running\n$/);
    await assert.rejects(machine.qmp('nope'), /QMP "nope": The command nope has not been found/);
    assert.match(machine.qemuVersion, /^\d+\.\d+/);
  });

  it('a machine is held before the first instruction for a debugger, on a private socket', async () => {
    const machine = await room.start(sampleGuest(), { holdAtReset: true, gdbStub: true });
    assert.deepEqual([machine.state, machine.why], ['paused', 'debugger']);
    assert.ok(existsSync(await machine.openGdbStub()));
    assert.equal(await machine.ports[0]!.serial.text(0, signal), '');
    await machine.resume();
    await prompt(machine);
    assert.equal(machine.state, 'running');
    const held = await room.start(sampleGuest({ args: ['-S'] }));
    assert.equal(held.state, 'paused');
  });

  it('a machine decodes what the guest exits with', async () => {
    const machine = await room.start(sampleGuest());
    await prompt(machine);
    await ask(machine, 'exit 3\r');
    const report = await machine.exit;
    assert.deepEqual([report.code, report.debugExit, report.requested, report.rung], [7, 3, false, '']);
    assert.match(report.summary, /the guest exited with 3/);
  });

  it('a machine is ready when the pattern has come, and at once when there is none', async () => {
    const waiting = await room.start(sampleGuest({ ready: '^QEMU Serial' }));
    assert.equal(await waiting.ready, true);
    assert.equal(await (await room.start(sampleGuest())).ready, true);
    const never = await room.start(sampleGuest({ ready: { pattern: 'never', timeoutSeconds: 0.2 } }));
    assert.equal(await never.ready, false);
    const ended = await room.start(sampleGuest({ ready: { port: 'serial0', pattern: 'never' } }));
    await ended.stop();
    assert.equal(await ended.ready, false);
  });

  it('a machine logs what QEMU is asked to log, and changes that while it runs', async () => {
    const machine = await room.start(sampleGuest({ log: { items: ['cpu_reset'] } }));
    await prompt(machine);
    assert.ok((await machine.availableLogItems()).some(({ name }) => name === 'guest_errors'));
    assert.ok((await machine.availableTraceEvents()).length > 1000);
    await machine.setLogItems(['int']);
    await assert.rejects(machine.setLogItems(['nope']), /does not know the log item nope/);
    await machine.setTraceEvents(['serial_*']);
    await ask(machine, 'help\r');
    await prompt(machine);
    await machine.stop();
    const lines = room.records.filter(({ source }) => source === 'sample · qemu log');
    assert.ok(
      lines.some(({ text }) => text.startsWith('CPU Reset')),
      'item of the configuration',
    );
    assert.ok(
      lines.some(({ text }) => text.includes('serial_')),
      'trace event set at run time',
    );
    assert.ok(room.records.some(({ source, pid }) => source === 'sample · qmp' && pid === machine.pid));
  });

  it('a machine sees no loop in resets by a person, nor in one of the guest’s, though firmware adds its own', async () => {
    const machine = await room.start(sampleGuest());
    await prompt(machine);
    const whys = new Set<string>();
    const resets: unknown[] = [];
    machine.onDidChangeState(() => whys.add(machine.why));
    machine.onDidReceiveEvent(({ name, data }) => name === 'RESET' && resets.push(data['reason']));
    for (let i = 0; i < 5; i++) {
      await machine.reset();
      await prompt(machine);
    }
    await ask(machine, 'reset\r');
    await prompt(machine);
    assert.ok(resets.filter((reason) => reason === 'guest-reset').length > 5, resets.join());
    assert.deepEqual([...whys], []);
  });

  it('a machine stays at ease while a guest resets thousands of times a second', async () => {
    const rom = join(room.scratch, 'triple-fault.rom');
    await writeFile(rom, tripleFaultRom());
    const machine = await room.start({
      type: 'qemu',
      name: 'storm',
      arch: 'i386',
      bios: rom,
      network: 'none',
    });
    let resets = 0;
    const told: number[] = [];
    machine.onDidReceiveEvent(({ name, count, time }) => {
      if (name !== 'RESET') return;
      resets += count;
      told.push(time);
    });
    await until('there were many resets', () => resets > 1000);
    // By QEMU's clock: how busy this computer is makes no difference.
    const seconds = (told.at(-1)! - told[0]!) / 1000;
    assert.equal(machine.why, 'reset loop');
    assert.ok(told.length < 12 * seconds + 2, `${told.length} times in ${seconds} s`);
    assert.ok(room.records.length < 100 + 50 * (seconds + 1), `${room.records.length} records`);
    const report = await machine.stop();
    assert.equal(report.rung, 'quit');
  });

  it('a machine is kept at a triple fault for a post-mortem', async () => {
    const machine = await room.start(sampleGuest(), { postMortem: true });
    await prompt(machine);
    const paused = new Promise<void>((resolve) =>
      machine.onDidChangeState((state) => state === 'paused' && resolve()),
    );
    await ask(machine, 'reset\r');
    await paused;
    assert.equal(machine.why, 'guest-reset');
    assert.match(await machine.hmp('info registers'), /EIP=/);
  });

  it('a machine does not take a snapshot of the memory for a pause', async () => {
    const machine = await room.start(sampleGuest());
    await prompt(machine);
    const states: MachineState[] = [];
    machine.onDidChangeState((state) => states.push(state));
    await machine.qmp('dump-guest-memory', { paging: false, protocol: `file:${machine.directory}/core` });
    await machine.qmp('query-status');
    assert.deepEqual(states, []);
    assert.equal(machine.state, 'running');
  });

  it('a machine shows its process, its thread and what they do', async () => {
    const machine = await room.start(sampleGuest());
    await prompt(machine);
    room.tasks.snapshot();
    await machine.qmp('query-status');
    const tree = JSON.stringify(room.tasks.snapshot());
    assert.ok(tree.includes(`"detail":"pid ${machine.pid}, running"`), tree);
    assert.ok(tree.includes('"name":"serial worker"'));
    assert.ok(tree.includes('"name":"guard"'));
    await machine.stop();
    assert.deepEqual(room.tasks.snapshot().children, []);
  });

  it('two and eight machines run at once', async () => {
    for (const count of [2, 8]) {
      const machines = await Promise.all(
        Array.from({ length: count }, (_, i) => room.start(sampleGuest({ name: `m${i}` }))),
      );
      assert.equal(room.registry.machines.length, count);
      await Promise.all(machines.map((machine) => prompt(machine)));
      assert.equal(new Set(machines.map(({ id }) => id)).size, count);
      await room.registry.stopAll(3000);
      assert.deepEqual(room.registry.machines, []);
    }
  });
});
