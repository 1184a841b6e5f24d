import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { followActions } from '../../src/machine/actions/ownActions';
import type { Machine } from '../../src/machine/machine';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { guard, until } from '../support/until';

describe('what a machine does by itself', () => {
  let room: MachineRoom;
  let told: { text: string; isProblem: boolean }[];
  let notified: string[];
  beforeEach(async () => {
    room = await MachineRoom.open();
    told = [];
    notified = [];
  });
  afterEach(() => room.close());

  /** A machine whose configuration asks for something, and which does it. */
  async function start(fields: Partial<MachineConfiguration>): Promise<Machine> {
    const config = resolveConfiguration(sampleGuest({ cwd: room.scratch, ...fields }));
    return await room.registry.start(
      config,
      {},
      {
        signal: guard(),
        prepared: (machine) => {
          machine.onDidTell((each) => told.push(each));
          followActions(machine, { tasks: room.tasks, notify: (text) => notified.push(text) });
        },
      },
    );
  }

  const type = (machine: Machine, line: string): Promise<void> =>
    machine.ports[0]!.serial.send(`${line}\r`, guard());

  const saved = (): Promise<string[]> => readdir(join(room.scratch, 'crashes')).catch(() => []);

  it('a crash pauses the guest, saves its screen and its memory, and is told of with what was done', async () => {
    const machine = await start({
      onCrash: ['pause', 'screenshot', 'dumpMemory', 'notify'],
      memory: 16,
      args: ['-device', 'VGA'],
    });
    await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: 60_000, apart: true }, guard());
    await type(machine, 'panic');
    await until('the notification', () => notified.length > 0);
    assert.deepEqual([machine.state, machine.why], ['paused', 'user']);
    const files = (await saved()).sort();
    assert.deepEqual(
      files.map((name) => name.replace(/[\dT-]+(?=\.)/, '')),
      ['sample.png', 'sample.elf'],
    );
    const [screen, memory] = await Promise.all(
      files.map((name) => readFile(join(room.scratch, 'crashes', name))),
    );
    assert.equal(memory!.subarray(0, 4).toString('latin1'), '\x7fELF');
    assert.ok(memory!.length > 16 << 20);
    assert.equal(screen!.subarray(1, 4).toString('latin1'), 'PNG');
    assert.match(
      notified[0] ?? '',
      /^The guest of "sample" has crashed: .*the guest was paused, the screen was saved/,
    );
    assert.deepEqual(
      told.map(({ isProblem }) => isProblem),
      [false, false, false],
    );
  });

  it('what cannot be done is told, and what follows is done all the same', async () => {
    const machine = await start({ onCrash: ['snapshot', 'stop'] });
    await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: 60_000, apart: true }, guard());
    await type(machine, 'panic');
    await machine.exit;
    assert.match(told[0]?.text ?? '', /^onCrash: "snapshot" failed: no block device can /i);
    assert.equal(told[0]?.isProblem, true);
    assert.equal(told[1]?.text, 'onCrash: the machine was told to stop.');
  });

  it('a text that a port prints is answered each time, and each answer counts from behind its match', async () => {
    const machine = await start({ onMatch: [{ pattern: 'unknown command', send: 'echo answered\r' }] });
    const { serial } = machine.ports[0]!;
    const signal = guard();
    for (const word of ['nonsense', 'nonsense too']) {
      await type(machine, word);
      await serial.waitFor(/^answered/m, { timeoutMs: 60_000 }, signal);
    }
    assert.deepEqual(told, []);
  });

  it('a text acts once when that is wanted, and a pattern that matches nothing at all is told of', async () => {
    const machine = await start({
      onMatch: [
        { pattern: SAMPLE_PROMPT.trim(), do: ['pause'], once: true },
        { pattern: 'x*', do: ['stop'] },
      ],
    });
    await until('it is paused', () => machine.state === 'paused');
    await until('it is told', () => told.length === 2);
    const texts = told.map(({ text }) => text).sort();
    assert.equal(texts[0], 'onMatch[0]: the guest was paused.');
    assert.match(texts[1] ?? '', /^onMatch\[1\]: the pattern matches an empty text/);
    await machine.resume();
    await type(machine, 'help');
    await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: 60_000 }, guard());
    assert.equal(machine.state, 'running');
  });

  it('a text ends the machine, as a test’s last line may', async () => {
    const machine = await start({ onMatch: [{ pattern: '^QEMU Serial', do: ['notify', 'stop'] }] });
    const report = await machine.exit;
    assert.equal(report.requested, true);
    assert.match(notified[0] ?? '', /^"sample" has printed: QEMU Serial$/);
  });
});
