import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { CancelledError } from '../../src/concurrency/abort';
import type { MachineConfiguration } from '../../src/config/types';
import { StartError } from '../../src/machine/machineRegistry';
import type { MachineSettings } from '../../src/machine/services';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { SAMPLE_PROMPT, sampleGuest, ubootRiscv64 } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { processesWith } from '../support/endingSupport';
import { SETTINGS } from '../support/settings';
import { GUARD_MS, until } from '../support/until';

const { signal } = new AbortController();

/** What is wrong, what QEMU (or we) say, and what is advised. */
interface Failure {
  readonly what: string;
  readonly config: Partial<MachineConfiguration>;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const FAILURES: readonly Failure[] = [
  {
    what: 'an unknown machine',
    config: { machine: 'nope' },
    message: /unsupported machine type/,
    hint: /qemu-system-i386 -machine help/,
  },
  {
    what: 'an unknown CPU',
    config: { cpu: 'nope' },
    message: /unable to find CPU model 'nope'/,
    hint: /-cpu help/,
  },
  {
    what: 'an option that QEMU does not know',
    config: { args: ['-frob'] },
    message: /^-frob: invalid option/,
    hint: /does not know -frob/,
  },
  {
    what: 'an unknown device',
    config: { args: ['-device', 'nope'] },
    message: /'nope' is not a valid device model name/,
    hint: /-device help/,
  },
  {
    what: 'a kernel that is not there',
    config: { kernel: 'nope.elf' },
    message: /kernel: .*nope\.elf does not exist/,
    hint: /built/,
  },
  {
    what: 'the same, with the architecture given, in QEMU’s words',
    config: { kernel: 'nope.elf', arch: 'x86_64' },
    message: /could not open kernel file '.*\/nope\.elf': No such file/,
    hint: /Relative paths start at/,
  },
  {
    what: 'a disk that is not there',
    config: { drives: ['nope.raw'] },
    message: /Could not open '.*\/nope\.raw': No such file/,
    hint: /Relative paths start at/,
  },
  {
    what: 'firmware that is not there',
    config: { bios: '/nope.fd' },
    message: /could not load PC BIOS '\/nope\.fd'/,
    hint: /built/,
  },
  {
    what: 'more memory than there is',
    config: { memory: '15000G', arch: 'x86_64' },
    message: /memory|RAM/i,
    hint: /less "memory"/,
  },
  {
    what: 'an unknown log item',
    config: { log: { items: ['nope'] } },
    message: /^Log items/,
    hint: /log\.items/,
  },
  {
    what: 'a display that is not there',
    config: { display: 'nope' },
    message: /nope/,
    hint: /"display"/,
  },
  {
    what: 'a QEMU that is not there',
    config: { qemuPath: '/nope/qemu-system-i386' },
    message: /qemuPath: \/nope\/qemu-system-i386 does not exist/,
    hint: /"qemuPath"/,
  },
  {
    what: 'an architecture that is not installed',
    config: { qemuPath: 'qemu-system-vax' },
    message: /qemu-system-vax was not found/,
    hint: /nstall/,
  },
  {
    what: 'a program that is not QEMU',
    config: { arch: 'i386', qemuPath: '/bin/echo' },
    message: /does not say that it is QEMU/,
    hint: /"qemuPath"/,
  },
  {
    what: 'a working directory that is not there',
    config: { cwd: '/nope' },
    message: /cwd: \/nope is not a directory/,
    hint: /"cwd"/,
  },
];

describe('a start that fails', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  async function failure(config: Partial<MachineConfiguration>): Promise<StartError> {
    const error = await room.start(sampleGuest(config)).then(
      () => assert.fail('it started'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof StartError, String(error));
    assert.deepEqual(readdirSync(room.directory), []);
    assert.deepEqual(processesWith(room.directory), []);
    assert.deepEqual(room.tasks.snapshot().children, []);
    assert.deepEqual(room.registry.machines, []);
    return error;
  }

  for (const { what, config, message, hint } of FAILURES) {
    it(`a start that fails tells of ${what}`, async () => {
      const error = await failure(config);
      assert.match(error.message, message);
      assert.match(error.hint, hint);
      assert.ok(!/qemu-system-\w+: |^qemu: /.test(error.message), 'without the program’s name');
    });
  }

  it('a start that fails tells of a port of this computer that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const error = await failure({ network: { forward: [`tcp:${port}:22`] } });
      assert.match(error.message, /Could not set up host forwarding rule/);
      assert.match(error.hint, /Another program uses that port/);
      assert.ok(error.commandLine.includes('-nic'));
      assert.match(error.stderr, /qemu-system-i386/);
    } finally {
      server.close();
    }
  });

  it('a start that fails tells of a 64-bit kernel that multiboot cannot load', async () => {
    const file = join(room.scratch, 'kernel64.elf');
    const elf = Buffer.alloc(0x2000);
    elf.write('\x7fELF\x02\x01\x01', 'latin1');
    elf.writeUInt16LE(2, 16);
    elf.writeUInt16LE(62, 18);
    elf.writeUInt32LE(1, 20);
    elf.writeBigUInt64LE(0x100000n, 24);
    elf.writeBigUInt64LE(64n, 32);
    elf.writeUInt16LE(64, 52);
    elf.writeUInt16LE(56, 54);
    const MAGIC = 0x1badb002;
    elf.writeUInt32LE(MAGIC, 0x1000);
    elf.writeUInt32LE(0, 0x1004);
    elf.writeUInt32LE(-MAGIC >>> 0, 0x1008);
    await writeFile(file, elf);
    const error = await failure({ kernel: file });
    assert.match(error.message, /give a 32bit one/);
    assert.match(error.hint, /elf32-i386/);
  });

  it('a start is given up when QEMU waits for somebody, and it is cancelled', async () => {
    const path = join(room.scratch, 'wait.sock');
    const args = ['-chardev', `socket,id=w,path=${path},server=on,wait=on`];
    const controller = new AbortController();
    const start = room.registry.start(
      resolveConfiguration(sampleGuest({ args })),
      {},
      { signal: controller.signal },
    );
    await until('it waits', () => room.records.some(({ text }) => text.includes('waiting for connection')));
    controller.abort(new CancelledError());
    await assert.rejects(start, CancelledError);
    assert.deepEqual(processesWith(room.directory), []);
    assert.deepEqual(readdirSync(room.directory), []);
  });

  it('a start is cancelled with all others when all are stopped', async () => {
    const start = room.start(sampleGuest());
    await room.registry.stopAll(3000);
    await assert.rejects(start, CancelledError);
    assert.deepEqual(room.registry.machines, []);
    assert.deepEqual(processesWith(room.directory), []);
  });

  it('a start that fails does not keep the next one from starting', async () => {
    await failure({ machine: 'nope' });
    const machine = await room.start(sampleGuest());
    await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, signal);
  });
});

describe('a start', () => {
  let room: MachineRoom;
  afterEach(() => room.close());

  it('a start works over loopback sockets as over spools', async () => {
    room = await MachineRoom.open({ transport: 'socket' });
    const machine = await room.start(sampleGuest());
    assert.ok(machine.commandLine.some((word) => /^socket,.*host=127\.0\.0\.1/.test(word)));
    await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, signal);
    const report = await machine.stop();
    assert.equal(report.rung, 'quit');
  });

  it('a start takes the settings of its configuration’s folder before the window’s', async () => {
    room = await MachineRoom.open({ transport: 'socket' });
    const settings: MachineSettings = { ...SETTINGS, transport: 'spool', baseDirectory: room.directory };
    const [own, window] = [await room.start(sampleGuest(), { settings }), await room.start(sampleGuest())];
    const transports = [own, window].map(({ commandLine }) =>
      commandLine.some((word) => /^socket,.*host=127\.0\.0\.1/.test(word)),
    );
    assert.deepEqual(transports, [false, true]);
  });

  it('a start waits for its turn, and says so', async () => {
    room = await MachineRoom.open({ maxMachinesStarting: 1 });
    const told: string[] = [];
    const start = (): Promise<unknown> =>
      room.registry.start(
        resolveConfiguration(sampleGuest()),
        {},
        { signal, progress: (text) => void told.push(text) },
      );
    await Promise.all([start(), start(), start()]);
    assert.equal(told.filter((text) => text.startsWith('Waiting')).length, 2);
    assert.equal(told.filter((text) => text.startsWith('Starting QEMU')).length, 3);
  });

  it('a start needs neither kernel nor ports', async () => {
    room = await MachineRoom.open();
    const machine = await room.start({ type: 'qemu', serial: [] });
    assert.deepEqual([machine.arch, machine.name, machine.ports.length], ['x86_64', 'qemu', 0]);
  });

  it('a riscv kernel at the start of memory is started without firmware', async () => {
    room = await MachineRoom.open();
    const { bios, arch, machine: _machine, ...rest } = ubootRiscv64();
    assert.ok(bios && arch);
    const machine = await room.start({ ...rest, kernel: bios.replace(/u-boot\.bin$/, 'uboot.elf') });
    assert.ok(machine.commandLine.join(' ').includes('-bios none'));
    await machine.ports[0]!.serial.waitFor('U-Boot', { timeoutMs: GUARD_MS }, signal);
  });

  it('a start writes its configuration’s odd names as QEMU wants them', async () => {
    room = await MachineRoom.open();
    const file = join(room.scratch, 'a, b=c.raw');
    await writeFile(file, Buffer.alloc(65_536));
    const machine = await room.start(sampleGuest({ name: 'x, y', drives: [file] }));
    assert.match(JSON.stringify(await machine.qmp('query-block')), /a, b=c\.raw/);
    assert.deepEqual(await machine.qmp('query-name'), { name: 'x, y' });
  });

  it('a start tells what becomes of a person’s own arguments', async () => {
    room = await MachineRoom.open();
    await room.start(sampleGuest({ args: ['-monitor', 'none', '-vga', 'none', '-nographic'] }));
    assert.ok(room.records.some(({ level, text }) => level === 'warn' && text.includes('-nographic')));
  });
});
