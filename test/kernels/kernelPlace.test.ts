import assert from 'node:assert/strict';
import { KernelSlide } from '../../src/machine/crash/kernelSlide';
import { MachineSymbols } from '../../src/machine/crash/machineSymbols';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { LIMIT_MS } from './crashes/crashingGuest';
import { LINUX_PANICS, linuxPanic } from './crashes/linuxPanic';

describe('a running Linux that has moved itself (KASLR) and has not said where to', function () {
  this.timeout(LIMIT_MS * 2);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('addresses of a running Linux get their names, while it waits and while a program keeps its processor', async () => {
    const { vmlinux, configuration, prompt } = linuxPanic(LINUX_PANICS[0]!, room.scratch);
    const machine = await room.start(configuration);
    machine.onDidTellLoads(() => undefined);
    const guest = new Dialogue(machine.ports[0]!.serial, prompt, room.tasks.signal);
    await guest.hear(prompt, LIMIT_MS);
    const [address = ''] =
      /^[0-9a-f]{16}(?= T vfs_read$)/m.exec(await guest.ask('grep -w vfs_read /proc/kallsyms')) ?? [];
    const name = async (): Promise<string | undefined> => {
      const symbols = new MachineSymbols({
        name: 'linux',
        tasks: room.tasks,
        exit: machine.exit,
        known: () => ({
          machine: machine.config,
          folders: [],
          debug: { cwd: room.scratch, program: vmlinux },
        }),
        symbolizer: () => ({ searchPath: process.env['PATH'] ?? '' }),
        environment: {},
        kernel: new KernelSlide(machine),
      });
      assert.ok(!machine.loads.loads.some(({ kind }) => kind === 'linux'));
      const [found] = await symbols.resolve([{ address }], machine.loads, room.tasks.signal);
      return found?.symbol;
    };
    assert.equal(await name(), 'vfs_read');
    await guest.say('while :; do :; done\r');
    for (let times = 0; times < 5; times++) assert.equal(await name(), 'vfs_read');
  });
});
