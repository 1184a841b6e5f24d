import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { formOf } from '../../src/config/options/table';
import { readOptions } from '../../src/config/options/read';
import type { MachineConfiguration } from '../../src/config/types';
import type { Machine } from '../../src/machine/machine';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/sample';
import { FILE_GREETING, GREETING, semihostingGuest } from '../guests/semihosting';
import { DebugRoom } from '../support/debugRoom';
import { MachineRoom } from '../support/machines';
import { launchSample } from '../support/sampleDebug';
import { GUARD_MS } from '../support/until';

const { signal } = new AbortController();

describe('a person’s own QEMU options', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  const start = (args: readonly string[], more: Partial<MachineConfiguration> = {}): Promise<Machine> => {
    const { serial: _, ...guest } = sampleGuest();
    return room.start({ ...guest, ...more, args: [...(guest.args ?? []), ...args] });
  };
  const prompted = (machine: Machine, port = 0): Promise<unknown> =>
    machine.ports[port]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS, from: 0 }, signal);
  const warned = (part: string): boolean =>
    room.records.some(({ level, text }) => level === 'warn' && text.includes(part));

  it('own options have the first port that is on the standard streams shown in the terminal', async () => {
    for (const args of [
      ['-serial', 'stdio'],
      ['-serial', 'mon:stdio', '-serial', 'null'],
      ['-nographic'],
      ['-chardev', 'stdio,id=c,mux=on,signal=off', '-serial', 'chardev:c', '-mon', 'chardev=c'],
      ['-serial', 'vc', '-monitor', 'stdio'],
    ]) {
      const machine = await start(args);
      await prompted(machine);
      await machine.stop();
    }
  });

  it('own options keep the place of a port that goes elsewhere', async () => {
    const log = join(room.scratch, 'log');
    const machine = await start(['-serial', `file:${log}`, '-serial', 'stdio']);
    assert.deepEqual(
      machine.ports.map(({ name }) => name),
      ['serial1'],
    );
    assert.ok(warned(`-serial file:${log}`));
    const chardevs = JSON.stringify(await machine.qmp('query-chardev'));
    assert.match(chardevs, /"filename":"file","label":"serial0"/);
  });

  it('own options may use every id that is not ours', async () => {
    const socket = join(room.scratch, 'qmp');
    const machine = await start([
      ...['-chardev', `socket,id=qmp,path=${socket},server=on,wait=off`, '-mon', 'chardev=qmp,mode=control'],
      ...[
        '-chardev',
        'null,id=ser0',
        '-device',
        'pci-serial,chardev=ser0',
        '-device',
        'virtio-serial,id=vser',
      ],
    ]);
    await prompted(machine);
    const greeting = await new Promise<string>((resolve, reject) => {
      const connection = createConnection(socket, () => undefined);
      connection.once('data', (bytes) => {
        resolve(bytes.toString());
        connection.destroy();
      });
      connection.once('error', reject);
    });
    assert.match(greeting, /QMP/);
  });

  it('own options do not take the machine out of our hands', async () => {
    const machine = await start(['--daemonize', '-pidfile', join(room.scratch, 'pid')]);
    await prompted(machine);
    assert.ok(warned('--daemonize: left out'));
  });

  it('own options hold the guest before its first instruction until it is resumed', async () => {
    const machine = await start(['-S']);
    assert.equal(machine.state, 'paused');
    assert.ok(warned('QEMU: Resume Machine'));
    await machine.resume();
    await prompted(machine);
  });

  it('own options say where a debugger connects, and one that comes later connects there', async () => {
    const socket = join(room.scratch, 'gdb');
    const machine = await start(['-gdb', `unix:${socket},server=on,wait=off`]);
    assert.equal(await machine.openGdbStub(signal), socket);
    const other = await start(['-gdb', 'stdio'], { name: 'other' });
    assert.match(await other.openGdbStub(signal), /gdb\.sock$/, 'nobody could connect to the first one');
  });

  it('own options give a console to what prints to the debug port', async () => {
    const machine = await start(['-debugcon', 'stdio', '-global', 'isa-debugcon.iobase=0x402']);
    const tree = await machine.hmp('info qtree');
    assert.match(tree, /isa-debugcon[^]*?iobase = 1026/);
    assert.deepEqual(
      machine.ports.map(({ chardev }) => chardev),
      ['qsd-debugcon0'],
    );
  });

  it('own options name the machine and its board', async () => {
    const machine = await start(['-name', 'mine,debug-threads=on', '-M', 'q35', '-machine', 'usb=on'], {});
    assert.deepEqual(await machine.qmp('query-name'), { name: machine.name });
    assert.match(await machine.hmp('info qtree'), /q35-pcihost/);
  });
});

describe('fields that QEMU takes', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('fields say everything about disks, network, time and USB', async () => {
    const [disk, floppy] = [join(room.scratch, 'a,b.raw'), join(room.scratch, 'floppy.img')];
    for (const file of [disk, floppy]) await writeFile(file, Buffer.alloc(65_536));
    const machine = await room.start(
      sampleGuest({
        boot: 'order=c',
        rtc: 'base=2024-01-01',
        icount: 'shift=auto',
        fda: floppy,
        usb: ['usb-kbd'],
        drives: [{ file: disk, device: 'virtio-blk-pci,serial=x', snapshot: true }],
        netdevs: [
          { device: 'e1000', forward: [] },
          { id: 'second', options: 'restrict=on' },
        ],
      }),
    );
    const tree = await machine.hmp('info qtree');
    for (const device of ['usb-kbd', 'virtio-blk-pci', 'e1000']) assert.ok(tree.includes(device), device);
    const blocks = JSON.stringify(await machine.qmp('query-block'));
    assert.ok(blocks.includes('qsd-drive0') && blocks.includes('floppy0'), blocks);
    const network = await machine.hmp('info network');
    assert.ok(network.includes('qsd-net0: ') && network.includes('second: '), network);
  });

  it('fields give a program that only makes semihosting calls a terminal, whichever way it prints', async () => {
    const kernel = await semihostingGuest(room.scratch);
    for (const config of [
      { semihosting: true },
      { serial: [{ device: 'semihosting' as const }] },
      { args: ['-semihosting-config', 'enable=on,arg=a'] },
    ]) {
      const machine = await room.start({ type: 'qemu', kernel, ...config });
      const printed = `${GREETING}\n${FILE_GREETING}\n`;
      await machine.ports[0]!.serial.waitFor(printed, { timeoutMs: GUARD_MS, from: 0 }, signal);
      await machine.stop();
    }
  });

  it('fields put a virtio console on boards with and without PCI', async () => {
    const serial = [{ device: 'virtconsole' as const }];
    for (const config of [
      { arch: 'x86_64', machine: 'microvm' },
      { arch: 'x86_64', machine: 'q35' },
      { arch: 'm68k' },
      { arch: 'riscv64' },
      { arch: 'aarch64' },
    ] as const) {
      const machine = await room.start({ type: 'qemu', serial, ...config });
      assert.equal(machine.state, 'running', config.arch);
      await machine.stop();
    }
  });

  it('fields have the firmware of a PC talk to the serial port when there is no screen', async () => {
    const disk = join(room.scratch, 'empty.raw');
    await writeFile(disk, Buffer.alloc(65_536));
    const machine = await room.start({ type: 'qemu', drives: [disk] });
    await machine.ports[0]!.serial.waitFor('SeaBIOS', { timeoutMs: GUARD_MS, from: 0 }, signal);
  });

  it('fields say which exit codes are a success', async () => {
    const machine = await room.start(sampleGuest({ success: [3] }));
    const { serial } = machine.ports[0]!;
    await serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS, from: 0 }, signal);
    await serial.send('exit 1\r', signal);
    const { code, succeeded } = await machine.exit;
    assert.deepEqual([code, succeeded], [3, true]);
  });
});

describe('a debug session beside a debugger stub of the person’s own', () => {
  it('a debug session beside a debugger stub of the person’s own has the stub to itself, and says so', async () => {
    const room = await DebugRoom.open();
    try {
      const driver = await room.session(launchSample({ stopAtEntry: true }, { args: ['-s', '-S'] }));
      await driver.begin('launch');
      await driver.stopped('entry');
      assert.match(room.room.logText(), /-gdb tcp::1234 is left out/);
      await driver.ask('disconnect', { terminateDebuggee: true });
    } finally {
      await room.close();
    }
  });
});

describe('the table of QEMU’s options', () => {
  /** The explanations stand in this column; what is before it, after the name, is the value. */
  const COLUMN = 15;

  /** What `-help` shows of each option: whether a value follows; undefined when its name reaches into the column. */
  function helpOf(program: string): Map<string, boolean | undefined> {
    const text = execFileSync(program, ['-help'], { encoding: 'utf8' });
    const known = new Map<string, boolean | undefined>();
    for (const line of text.split('\n').filter((one) => /^--?[A-Za-z]/.test(one))) {
      // "-fda/-fdb file", "-h or -help     display …".
      const [, names = '', rest = ''] = /^(--?\S+(?: or -\S+)?)(.*)$/.exec(line) ?? [];
      // "-M              as -machine", from QEMU 11 on.
      const [, original] = /^\s+as -(\S+)$/.exec(rest) ?? [];
      const own = names.length < COLUMN ? rest.slice(0, COLUMN - names.length).trim() !== '' : undefined;
      const value = original === undefined ? own : known.get(original);
      for (const name of names.split(/\/-| or -/)) known.set(name.replace(/^--?/, ''), value);
    }
    return known;
  }

  for (const arch of ['x86_64', 'aarch64', 'arm', 'riscv64', 'm68k', 's390x', 'xtensa']) {
    it(`the table of options has every option that qemu-system-${arch} lists`, () => {
      const listed = helpOf(`qemu-system-${arch}`);
      assert.ok(listed.size > 80, `${listed.size}`);
      for (const [name, takesValue] of listed) {
        const [option] = readOptions([`-${name}`, 'value']);
        assert.ok(option && formOf(option.name), name);
        if (takesValue !== undefined) assert.equal(option.value !== undefined, takesValue, name);
      }
    });
  }
});
