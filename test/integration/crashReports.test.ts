import assert from 'node:assert/strict';
import type { MachineConfiguration } from '../../src/api';
import { readCrashes } from '../../src/crash/readText';
import type { CrashReport } from '../../src/crash/report';
import type { ToldLoads } from '../../src/symbols/loads/toldLoads';
import type { PortCrash } from '../../src/serial/client';
import type { Machine } from '../../src/machine/machine';
import {
  linuxX86,
  LINUX_PROMPT,
  SAMPLE_PROMPT,
  sampleGuest,
  ubootArm64,
  ubootRiscv64,
  UBOOT_AUTOBOOT,
  UBOOT_PROMPT,
} from '../guests/guests';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { until } from '../support/until';

describe('crashes of running guests', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  async function start(
    config: MachineConfiguration,
    prompt: string,
  ): Promise<{ machine: Machine; guest: Dialogue }> {
    const machine = await room.start(config);
    return { machine, guest: new Dialogue(machine.ports[0]!.serial, prompt, room.tasks.signal) };
  }

  async function reports(machine: Machine): Promise<readonly CrashReport[]> {
    return readCrashes(Buffer.from(await machine.ports[0]!.serial.text(0, room.tasks.signal)));
  }

  /** Waits for the one report of a guest whose last line is `last`. */
  async function crashOf(machine: Machine, last: RegExp): Promise<CrashReport> {
    const text = (): Promise<string> => machine.ports[0]!.serial.text(0, room.tasks.signal);
    await until(`the guest prints ${last}`, async () => last.test(await text()));
    const found = await reports(machine);
    assert.equal(found.length, 1, JSON.stringify(found.map(({ title }) => title)));
    return found[0]!;
  }

  const boards: [string, () => MachineConfiguration, string][] = [
    ['arm64', ubootArm64, 'Synchronous Abort'],
    ['riscv64', ubootRiscv64, 'Load access fault'],
  ];
  for (const [board, config, fault] of boards) {
    it(`a reader of crashes finds nothing in U-Boot’s boot on ${board}, and its fault after`, async () => {
      const { machine, guest } = await start(config(), UBOOT_PROMPT);
      await guest.hear(UBOOT_AUTOBOOT);
      await guest.say(' ');
      await guest.hear(UBOOT_PROMPT);
      await guest.ask('printenv');
      assert.deepEqual(await reports(machine), []);
      const told: PortCrash[] = [];
      machine.onDidFindCrash((crash) => told.push(crash));
      // No memory and no device is there, on either board.
      await guest.say('md.l 7ffffff000000000 1\r');
      const crash = await crashOf(machine, /Code: |### ERROR ###|resetting/);
      assert.deepEqual([crash.system, crash.title], ['uboot', `U-Boot: ${fault}`]);
      assert.match(crash.frames[0]?.address ?? '', /^[0-9a-f]{16}$/);
      await until('the machine tells of the crash', () => told.length > 0);
      // U-Boot has moved itself, and says by how much in the report.
      assert.deepEqual(
        told[0]?.loads.loads.map(({ kind }) => kind),
        ['uboot'],
      );
    });
  }

  it('a machine tells where its guest says that it is loaded, until the machine is reset', async () => {
    const { machine, guest } = await start(ubootArm64(), UBOOT_PROMPT);
    await guest.hear(UBOOT_AUTOBOOT);
    await guest.say(' ');
    await guest.hear(UBOOT_PROMPT);
    const told: ToldLoads[] = [];
    machine.onDidTellLoads((loads) => told.push(loads));
    const answer = await guest.ask('bdinfo');
    const slide = BigInt(/^reloc off += (0x[0-9a-f]+)/m.exec(answer)?.[1] ?? '');
    await until('the machine tells of U-Boot', () => told.length > 0);
    assert.deepEqual(told, [{ loads: [{ kind: 'uboot', name: 'u-boot', where: { slide } }] }]);
    assert.deepEqual(machine.loads, told[0]);
    await machine.reset();
    await until('the machine forgets', () => told.length > 1);
    assert.deepEqual([told[1]?.loads, machine.loads.loads], [[], []]);
  });

  it('a machine has crashed from its guest’s crash to its next reset', async () => {
    const { machine, guest } = await start(sampleGuest(), SAMPLE_PROMPT);
    let crashes = 0;
    machine.onDidFindCrash(() => crashes++);
    await guest.hear(SAMPLE_PROMPT);
    assert.equal(machine.lastCrash, undefined);
    await guest.say('panic\r');
    await until('the machine tells of it', () => crashes > 0);
    assert.equal(machine.lastCrash, 'PANIC: table_of_sums is damaged');
    await machine.reset();
    await until('it is forgotten', () => machine.lastCrash === undefined);
    await guest.hear(SAMPLE_PROMPT);
    assert.equal(machine.lastCrash, undefined);
  });

  it('a machine tells of crashes and loads by rules of a person’s own, and which rules it cannot use', async () => {
    const config = sampleGuest({
      crashRules: [
        { trigger: 'unknown command', begins: '(?=z)' },
        { trigger: 'unknown command', begins: '^(?<title>\\w+): unknown command' },
      ],
      loadRules: [{ trigger: 'driver', pattern: '(?<name>driver) at (?<base>0x[0-9a-f]+)' }],
    });
    const { machine, guest } = await start(config, SAMPLE_PROMPT);
    const crashes: PortCrash[] = [];
    const troubles: string[] = [];
    machine.onDidMeetTrouble(({ text }) => troubles.push(text));
    machine.onDidFindCrash((crash) => crashes.push(crash));
    await guest.hear(SAMPLE_PROMPT);
    // The guest echoes it, and knows no such command.
    await guest.say('driver at 0x4000\r');
    await until('the machine tells of it', () => crashes.length > 0);
    assert.deepEqual(
      crashes.map(({ report, loads }) => [report.system, report.title, loads]),
      [['own', 'driver', { loads: [{ kind: 'own', name: 'driver', where: { base: 0x4000n } }] }]],
    );
    assert.equal(troubles.length, 1, troubles.join());
    assert.match(troubles[0] ?? '', /not used: crashRules\[0\]\./);
  });

  it('a reader of crashes finds nothing in Linux’s boot, and its panic after', async () => {
    // It stays where it panicked, instead of resetting the machine.
    const append = linuxX86().append?.replace('panic=-1', 'panic=0') ?? '';
    const { machine, guest } = await start(linuxX86({ append }), LINUX_PROMPT);
    const told: PortCrash[] = [];
    machine.onDidFindCrash((crash) => told.push(crash));
    await guest.hear(LINUX_PROMPT);
    await guest.ask('dmesg');
    assert.deepEqual(await reports(machine), []);
    await guest.ask('dmesg -n 8');
    await guest.say('echo c > /proc/sysrq-trigger\r');
    const crash = await crashOf(machine, /end Kernel panic/);
    assert.equal(crash.title, 'kernel panic: sysrq triggered crash');
    assert.equal(crash.corrupted, undefined);
    await until('the machine tells of the crash', () => told.length > 0);
    assert.deepEqual(
      told.map(({ report }) => [report.title, report.frames.length]),
      [[crash.title, crash.frames.length]],
    );
    assert.ok(
      crash.frames.some(({ symbol }) => symbol === 'sysrq_handle_crash'),
      JSON.stringify(crash.frames),
    );
    assert.deepEqual(
      crash.tasks.map(({ cpu }) => cpu),
      [0],
    );
  });

  it('a reader of crashes finds nothing in the sample guest’s talk, and its panic after', async () => {
    const { machine, guest } = await start(sampleGuest(), SAMPLE_PROMPT);
    await guest.hear(SAMPLE_PROMPT);
    await guest.ask('help');
    assert.deepEqual(await reports(machine), []);
    const told: PortCrash[] = [];
    machine.onDidFindCrash((crash) => told.push(crash));
    await guest.say('panic\r');
    await until('the machine tells of the crash', () => told.length > 0);
    const crash = await crashOf(machine, /\nhalted\r?\n/);
    assert.deepEqual([crash.system, crash.title], ['sample', 'PANIC: table_of_sums is damaged']);
    assert.ok(crash.frames.length >= 4, JSON.stringify(crash.frames));
    assert.deepEqual(
      told.map(({ port, report }) => [port, report.title, report.start, report.frames]),
      [[machine.ports[0]!.name, crash.title, crash.start, crash.frames]],
    );
    const eip = crash.registers.find(({ name }) => name === 'eip');
    assert.equal(eip?.value, crash.frames[0]?.address);
  });
});
