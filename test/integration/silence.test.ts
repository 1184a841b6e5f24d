import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from '../../src/machine/machine';
import { tellSilence, type SilenceSetup } from '../../src/machine/silence/silence';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { guard, GUARD_MS } from '../support/until';

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

  async function told(machine: Machine, setup: Partial<SilenceSetup> = {}): Promise<string> {
    const lines: string[] = [];
    machine.onDidTell(({ text }) => lines.push(text));
    const resolve = (): Promise<never[]> => Promise.resolve([]);
    const all = { isDebugged: () => false, symbols: () => ({ resolve }), silentMs: 0, ...setup };
    await room.tasks.run('silence', (task) => tellSilence(machine, all, task));
    return lines.join('\n');
  }

  it('a machine that says nothing tells where its processor stands and which serial devices the board has', async () => {
    const text = await told(await halting());
    assert.match(text, /CPU 0 was at 0xfffffff2/);
    assert.match(
      text,
      /Serial devices of the board: isa-serial is port "console", isa-serial is not connected\.$/,
    );
  });

  it('a machine that is paused says so, and one that a debugger has says nothing', async () => {
    const machine = await halting();
    assert.equal(await told(machine, { isDebugged: () => true }), '');
    await machine.pause();
    assert.match(await told(machine), /paused \(user\)/);
  });

  it('a machine that has spoken is not told of', async () => {
    const machine = await room.start(sampleGuest());
    await machine.ports[0]?.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, guard());
    assert.equal(await told(machine), '');
  });
});
