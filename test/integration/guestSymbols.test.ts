import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { GuestSymbols, type GuestPlace, type GuestResolution } from '../../src/symbols/guestSymbols';
import { ImageIndex } from '../../src/symbols/images/imageIndex';
import { LoadTracker } from '../../src/symbols/loads/loadTracker';
import { Symbolizer } from '../../src/symbols/symbolizer';
import { UBOOT_AUTOBOOT, UBOOT_PROMPT, ubootArm64 } from '../guests/guests';
import { inlinedPrograms, lineWith } from '../guests/inlined';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';

const UBOOT_ARM64_ELF = '/usr/lib/u-boot/qemu_arm64/uboot.elf';

describe('symbols that follow the log', () => {
  let folder: string;
  let tasks: TaskGroup;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-loads-'));
    tasks = new TaskGroup('test');
  });
  afterEach(async () => {
    await tasks.close();
    await rm(folder, { recursive: true, force: true });
  });

  const resolve = async (
    log: string,
    places: readonly GuestPlace[],
    program?: string,
  ): Promise<readonly GuestResolution[]> => {
    const tracker = new LoadTracker();
    for (const line of log.split(/\r?\n/)) tracker.take(line);
    const symbolizer = new Symbolizer(tasks, { searchPath: process.env['PATH'] ?? '' });
    const index = await ImageIndex.of([folder], tasks.signal);
    return await new GuestSymbols(symbolizer, { program, index }).resolve(places, tracker, tasks.signal);
  };

  /** An address of a function in the image that was linked to 0x100000. */
  const addressIn = async (program: string, name: string): Promise<bigint> => {
    const [found] = await resolve('', [{ symbol: name }], program);
    assert.ok(found?.address !== undefined, found?.problem);
    return found.address;
  };

  it('symbols that follow the log name addresses in the program when nothing was moved, and when Linux moved itself', async () => {
    const { full } = inlinedPrograms(folder);
    const address = await addressIn(full, 'outermost');
    const places = [{ address: address.toString(16) }];
    const [plain] = await resolve('', places, full);
    assert.equal(plain?.frames.at(-1)?.line, lineWith('middle(value);'));
    const moved = [{ address: (address + 0x1fc00000n).toString(16) }];
    const log = 'Kernel Offset: 0x1fc00000 from 0xffffffff81000000';
    assert.deepEqual((await resolve(log, moved, full))[0]?.frames, plain.frames);
    assert.deepEqual((await resolve('', moved, full))[0]?.frames, []);
  });

  it('symbols that follow the log name addresses in a kernel module that lies beside the kernel, by its place and by its name', async () => {
    const { full, object } = inlinedPrograms(folder);
    await mkdir(join(folder, 'drivers/deep'), { recursive: true });
    await rename(object, join(folder, 'drivers/deep/my-driver.ko'));
    const [named] = await resolve(
      'Modules linked in: my_driver',
      [{ symbol: 'outermost', offset: 0, module: 'my_driver' }],
      full,
    );
    assert.match(named?.image ?? '', /my-driver\.ko$/);
    assert.equal(named?.frames.at(-1)?.line, lineWith('middle(value);'));
    const [counted] = await resolve('', [{ module: 'my_driver', offset: Number(named.address) }]);
    assert.deepEqual(counted?.frames, named.frames);
    const address = (0xffffffffc0a00000n + (named.address ?? 0n)).toString(16);
    const log = 'my_driver 16384 0 - Live 0xffffffffc0a00000 (OE)';
    const [placed] = await resolve(log, [{ address }], full);
    assert.deepEqual(placed?.frames, named.frames);
  });

  it('symbols that follow the log name addresses in an image of firmware, whose file is looked for by the name in the log', async () => {
    const { full } = inlinedPrograms(folder);
    await writeFile(join(folder, 'Other.dll'), '');
    const start = await addressIn(full, 'outermost');
    await rename(full, join(folder, 'MyDriver.debug'));
    const address = (start - 0x100000n + 0x7e8d6000n).toString(16);
    const log =
      'add-symbol-file /somewhere/else/MyDriver.dll 0x7E8D6000\nadd-symbol-file /x/Other.dll 0x7F000000';
    const [found] = await resolve(log, [{ address }]);
    assert.equal(found?.frames.at(-1)?.line, lineWith('middle(value);'));
    // A name from the guest is a name: it leads to no file outside of those that were looked through.
    const [outside] = await resolve('add-symbol-file ../../../../etc/passwd 0x1000', [{ address: '1000' }]);
    assert.deepEqual(outside, {
      frames: [],
      missing: { name: 'passwd', kind: 'edk2', isCertain: false },
    });
  });

  it('symbols that follow the log name addresses by a rule of a person’s own', async () => {
    const { full } = inlinedPrograms(folder);
    const address = await addressIn(full, 'outermost');
    const tracker = new LoadTracker([
      {
        trigger: 'moved by',
        name: 'loader',
        match: (line) => /stage2 moved by (?<slide>\w+)/.exec(line)?.groups,
      },
    ]);
    tracker.take('stage2 moved by 0x5000');
    const symbolizer = new Symbolizer(tasks, { searchPath: process.env['PATH'] ?? '' });
    const symbols = new GuestSymbols(symbolizer, {
      program: full,
      index: await ImageIndex.of([], tasks.signal),
    });
    const [found] = await symbols.resolve(
      [{ address: (address + 0x5000n).toString(16) }],
      tracker,
      tasks.signal,
    );
    assert.equal(found?.symbol, 'outermost');
  });

  it('symbols that follow the log say nothing about addresses that are none, and which image has no file', async () => {
    const [none, nowhere] = await resolve('x 1 0 - Live 0xffffffffc0a00000', [
      { address: 'no number' },
      { address: 'ffffffffc0a00000' },
    ]);
    assert.deepEqual(none, { frames: [] });
    assert.deepEqual(nowhere, {
      frames: [],
      missing: { name: 'x', kind: 'linux-module', isCertain: true },
    });
  });

  it('symbols that follow the log find the place in U-Boot’s file of an abort after U-Boot has moved itself', async () => {
    const room = await MachineRoom.open();
    try {
      const machine = await room.start(ubootArm64());
      const port = machine.ports[0]!.serial;
      const uboot = new Dialogue(port, UBOOT_PROMPT, room.tasks.signal);
      await uboot.hear(UBOOT_AUTOBOOT);
      await uboot.say(' \r');
      await uboot.hear(UBOOT_PROMPT);
      const from = uboot.at;
      await uboot.say('md 0xffff000000000000 1\r');
      await uboot.hear(/x28: /);
      const log = await port.text(from, room.tasks.signal);
      const [, linked = '', linkedReturn = ''] = /elr: (\w{16}) lr : (\w{16}) \(reloc\)/.exec(log) ?? [];
      const [, elr, lr] = /elr: (\w{16}) lr : (\w{16})\r/.exec(log) ?? [];
      const found = await resolve(log, [{ address: elr }, { address: lr }], UBOOT_ARM64_ELF);
      assert.deepEqual(
        found.map(({ address }) => address),
        [BigInt(`0x${linked}`), BigInt(`0x${linkedReturn}`)],
      );
      assert.notEqual(elr, linked);
      // Debian strips it.
      assert.match(found[0]?.problem ?? '', /symbols were stripped from/);
    } finally {
      await room.close();
    }
  });
});
