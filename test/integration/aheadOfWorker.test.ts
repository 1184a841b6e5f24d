import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Gate } from '../../src/concurrency/gate';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import type { MachineConfiguration } from '../../src/config/types';
import type { Machine } from '../../src/machine/machine';
import { MachineRegistry } from '../../src/machine/machineRegistry';
import type { StartOptions, StartSerial } from '../../src/machine/services';
import { SerialClient } from '../../src/serial/client';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { bundles } from '../support/bundles';
import { Dialogue } from '../support/dialogue';
import { leftOf } from '../support/endingSupport';
import { MachineRoom } from '../support/machines';
import { SETTINGS } from '../support/settings';
import { until } from '../support/until';

const { signal } = new AbortController();

/** Longer than a port is waited for once QEMU is there, in seconds. */
const SLOW_S = 3;

/** The worker thread boots as long as QEMU does; here its ports wait for the test. */
describe('a machine whose serial worker is late', () => {
  let room: MachineRoom;
  let registry: MachineRegistry;
  let late: Gate;
  /** What the worker fails with when it is up. */
  let failure: Error | undefined;
  /** Known before its guest runs. */
  let prepared: Machine | undefined;

  beforeEach(async () => {
    room = await MachineRoom.open();
    late = new Gate('the worker is up');
    prepared = failure = undefined;
    const { tasks, log } = room;
    const settings = { ...SETTINGS, baseDirectory: room.directory };
    registry = new MachineRegistry({
      ...(await bundles()),
      tasks,
      log,
      startSerial,
      settings: () => settings,
    });
  });
  afterEach(async () => {
    await registry.stopAll(5000);
    await room.close();
  });

  const startSerial: StartSerial = async (...parameters) => {
    const client = await SerialClient.start(...parameters);
    const connected = client.connected.bind(client);
    client.connected = async (aborted) => {
      await late.wait(aborted);
      if (failure) throw failure;
      await connected(aborted);
    };
    return client;
  };

  const start = (changes: Partial<MachineConfiguration> = {}, options: StartOptions = {}): Promise<Machine> =>
    registry.start(resolveConfiguration(sampleGuest(changes)), options, {
      signal,
      prepared: (machine) => (prepared = machine),
    });
  const spool = (machine: Machine): Promise<string> =>
    readFile(join(machine.directory, 'ser0.out'), 'latin1');

  it('a machine whose serial worker is late runs its guest, whose first bytes go to a listener that comes with the start', async () => {
    const machine = await start();
    let heard = '';
    machine.ports[0]!.serial.onDidReceive((piece) => (heard += Buffer.from(piece).toString('latin1')));
    await until('the prompt is heard', () => heard.includes(SAMPLE_PROMPT));
    assert.deepEqual([machine.state, late.isOpen], ['running', false]);
    assert.ok((await spool(machine)).startsWith(heard), heard);
  });

  it('a machine whose guest ends it before its serial worker is there has not failed to start, and has every byte read', async () => {
    const machine = await start();
    let heard = '';
    machine.ports[0]!.serial.onDidReceive((piece) => (heard += Buffer.from(piece).toString('latin1')));
    await until('the guest is up', async () => (await spool(machine)).includes(SAMPLE_PROMPT));
    process.kill(machine.pid, 'SIGKILL');
    assert.equal((await machine.exit).signal, 'SIGKILL');
    assert.ok(heard.includes(SAMPLE_PROMPT), heard);
  });

  it('a machine whose QEMU takes seconds to start, as on a busy computer, has its ports', async () => {
    late.open();
    const slow = join(room.scratch, 'qemu');
    // Only the machine's own start: what QEMU can do is asked without ports.
    const script = `case " $* " in *" -chardev "*) sleep ${SLOW_S};; esac; exec qemu-system-i386 "$@"`;
    await writeFile(slow, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    for (const transport of ['spool', 'socket'] as const) {
      const machine = await start(
        { qemuPath: slow },
        { settings: { ...SETTINGS, baseDirectory: room.directory, transport } },
      );
      const dialogue = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, signal);
      await dialogue.hear(SAMPLE_PROMPT);
      assert.equal(await dialogue.ask('echo on'), 'on');
      await machine.stop();
    }
  });

  it('a machine with a capture, which may refuse the start, waits for its serial worker before the guest runs', async () => {
    const starting = start({ serial: [{ capture: join(room.scratch, 'nowhere', 'capture') }] });
    const refused = assert.rejects(starting, /capture/);
    await until('the worker is waited for', () => room.logText().includes('starting'));
    late.open();
    await refused;
    assert.equal(prepared, undefined);
  });

  it('a machine ends with the reason when its late serial worker fails, held for a debugger or not', async () => {
    for (const holdAtReset of [true, false]) {
      late.close();
      const machine = await start({}, { holdAtReset });
      assert.equal(machine.state, holdAtReset ? 'paused' : 'running');
      failure = new Error('no worker');
      late.open();
      assert.match((await machine.exit).summary, /no worker/);
      assert.equal(leftOf(machine), '');
    }
  });
});
