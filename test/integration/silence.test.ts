import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from '../../src/machine/machine';
import { tellSilence, type SilenceSetup } from '../../src/machine/silence/silence';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { guard, GUARD_MS, until } from '../support/until';

describe('a machine that says nothing', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  /** Firmware for a PC that halts as its first and only act. */
  async function halting(): Promise<Machine> {
    const bios = join(room.scratch, 'halt.rom');
    const rom = Buffer.alloc(65_536);
    // cli; hlt
    rom.set([0xfa, 0xf4], 0xfff0);
    await writeFile(bios, rom);
    const serial = [{ name: 'console' }, { name: 'none', device: 'none' as const }];
    return await room.start({ type: 'qemu', name: 'silent', arch: 'i386', bios, serial });
  }

  /** What is told of a machine, from now on. */
  function listen(machine: Machine, setup: Partial<SilenceSetup> = {}) {
    const lines: string[] = [];
    machine.onDidTell(({ text }) => lines.push(text));
    const resolve = (): Promise<never[]> => Promise.resolve([]);
    const all = { isDebugged: () => false, symbols: () => ({ resolve }), silentMs: 0, ...setup };
    const over = room.tasks.run('silence', (task) => tellSilence(machine, all, task));
    return {
      told: () => until('it is told', () => lines.length > 0 && lines.join('\n')),
      forget: () => void lines.splice(0),
      /** All of it, at the machine's end. */
      async end(): Promise<string> {
        await machine.stop();
        await over;
        return lines.filter((line) => /serial|CPU/.test(line)).join('\n');
      },
    };
  }

  it('a machine that says nothing tells where its processor stands and which serial devices the board has', async () => {
    const text = await listen(await halting()).told();
    assert.match(text, /CPU 0 was at 0xfffffff2/);
    assert.match(
      text,
      /Serial devices of the board: isa-serial is port "console", isa-serial is not connected\.$/,
    );
  });

  it('a machine that is paused says so, and one that a debugger has says nothing', async () => {
    const machine = await halting();
    const debugged = listen(machine, { isDebugged: () => true });
    await machine.pause();
    assert.match(await listen(machine).told(), /paused \(user\)/);
    debugged.forget();
    assert.equal(await debugged.end(), '');
  });

  it('a machine that has spoken is not told of until it is reset, and then of that boot', async () => {
    const machine = await room.start(sampleGuest());
    const serial = machine.ports[0]!.serial;
    const limit = { timeoutMs: GUARD_MS };
    await serial.waitFor(SAMPLE_PROMPT, limit, guard());
    const told = listen(machine);
    // Words right before the reset are not of the boot after it.
    await serial.send('echo last words\r', guard());
    await serial.waitFor('\nlast words\r\n> ', limit, guard());
    // It stays paused, so the next boot has no bytes.
    await machine.pause();
    await machine.reset();
    const text = await told.told();
    assert.match(text, /since the reset/);
    assert.doesNotMatch(text, /received on a serial port yet/);
    told.forget();
    await machine.reset();
    assert.equal(await told.end(), '', 'what was told is not told again while nothing comes');
  });
});
