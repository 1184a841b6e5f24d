import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import type { CoveredFile } from '../../src/coverage/coverage';
import { MachineCoverage, type MachineRan } from '../../src/harness/coverage/machineCoverage';
import { testsOfParts } from '../../src/harness/coverage/testsOfParts';
import { MachineSymbols } from '../../src/machine/crash/machineSymbols';
import type { Machine } from '../../src/machine/machine';
import type { StartOptions } from '../../src/machine/services';
import { CROSS_PROMPT, crossGuest } from '../guests/cross';
import { SAMPLE_ELF, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { longModeGuest } from '../guests/long';
import { bundles } from '../support/bundles';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { guard, until } from '../support/until';

/** The lines of a file that ran first in a part of the run, or in any. */
const linesOf = ({ files }: MachineRan, path: string, part?: number): number[] => {
  const file = files.find((each) => each.path === path);
  const isIn = (firstRun = 0): boolean => (part === undefined ? firstRun > 0 : firstRun === part);
  return file ? [...file.lines].filter((_, index) => isIn(file.firstRuns[index])) : [];
};

const ranOf = (ran: MachineRan): (readonly [string, number[]])[] =>
  ran.files.map(({ path }) => [path, linesOf(ran, path)] as const);

const functionsOf = (ran: MachineRan): string[] =>
  ran.files.flatMap(({ functions }) => functions.filter((one) => one.firstRun > 0).map(({ name }) => name));

describe('the coverage of a machine', function () {
  this.timeout(300_000);

  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  const symbolsOf = (machine: Machine, folders: readonly string[] = []): MachineSymbols =>
    new MachineSymbols({
      name: machine.name,
      tasks: room.tasks,
      exit: machine.exit,
      known: () => ({ machine: machine.config, folders }),
      symbolizer: () => ({ searchPath: process.env['PATH'] ?? '' }),
      environment: {},
    });

  interface Started {
    readonly machine: Machine;
    readonly coverage: MachineCoverage;
    readonly read: () => Promise<MachineRan>;
  }

  async function start(config: MachineConfiguration, options: StartOptions = {}): Promise<Started> {
    const { coverageFile } = await bundles();
    let coverage!: MachineCoverage;
    const machine = await room.registry.start(resolveConfiguration({ ...config, coverage: true }), options, {
      signal: guard(),
      prepared: (made) => (coverage = new MachineCoverage(made, coverageFile, room.tasks)),
    });
    return { machine, coverage, read: () => coverage.read(symbolsOf(machine), guard()) };
  }

  /** One instruction in a block: what QEMU logs then is what ran. Its option has another name since QEMU 8.1. */
  async function exactly(config: MachineConfiguration): Promise<MachineConfiguration> {
    const { commandLine } = await room.start(config);
    const program = commandLine.find((word) => basename(word).startsWith('qemu-system-')) ?? '';
    const isNew = execFileSync(program, ['-help'], { encoding: 'utf8' }).includes('one-insn-per-tb=');
    const more = isNew ? ['-accel', 'tcg,one-insn-per-tb=on'] : ['-singlestep'];
    return { ...config, args: [...(config.args ?? []), ...more] };
  }

  const GUESTS: readonly {
    readonly title: string;
    readonly make: () => MachineConfiguration;
    readonly play: (machine: Machine) => Promise<void>;
    /** A function that runs meanwhile. */
    readonly calls?: string;
  }[] = [
    {
      title: 'the sample guest (i386)',
      make: () => sampleGuest(),
      calls: 'do_counter',
      play: async (machine) => {
        const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, guard());
        await guest.hear(SAMPLE_PROMPT);
        await guest.ask('counter');
        await guest.ask('no such command');
      },
    },
    {
      title: 'a kernel for x86-64',
      make: () => longModeGuest(room.scratch),
      play: async (machine) => {
        await new Dialogue(machine.ports[0]!.serial, '', guard()).hear('zabc');
      },
    },
    ...(['aarch64', 'riscv64', 'arm', 'thumb'] as const).map((arch) => ({
      title: `a kernel for ${arch}`,
      make: () => crossGuest(arch, room.scratch),
      calls: 'do_counter',
      play: async (machine: Machine) => {
        const guest = new Dialogue(machine.ports[0]!.serial, CROSS_PROMPT, guard());
        await guest.hear(CROSS_PROMPT);
        await guest.ask('counter');
      },
    })),
  ];

  for (const { title, make, play, calls } of GUESTS)
    it(`coverage has the same lines as a run of one instruction at a time: ${title}`, async () => {
      const config = make();
      const read = async (each: MachineConfiguration): Promise<MachineRan> => {
        const { machine, read: readAll } = await start(each);
        await play(machine);
        await machine.stop();
        return await readAll();
      };
      const [ran, exact] = [await read(config), await read(await exactly(config))];
      assert.deepEqual(ran.remarks, []);
      assert.deepEqual(ranOf(ran), ranOf(exact));
      assert.deepEqual(functionsOf(ran), functionsOf(exact));
      if (calls !== undefined) assert.ok(functionsOf(ran).includes(calls));
      const lines = ranOf(ran).flatMap(([, each]) => each);
      assert.ok(
        lines.length > 5 && lines.length < ran.files.reduce((sum, each) => sum + each.lines.length, 0),
      );
    });

  it('coverage has what a command ran first in a part of its own, and nothing for the same command again', async () => {
    const { machine, coverage, read } = await start(sampleGuest());
    const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, guard());
    await guest.hear(SAMPLE_PROMPT);
    // What the prompt itself does, with its time-outs, is no command's.
    await guest.ask('no such command');
    const counter = join(dirname(SAMPLE_ELF), 'counter.c');
    assert.equal(await coverage.mark(guard()), 2);
    await guest.ask('counter');
    assert.equal(await coverage.mark(guard()), 3);
    await guest.ask('counter');
    const ran = await read();
    // Each line of both functions with code in it; `(void)arguments` has none.
    assert.deepEqual(linesOf(ran, counter, 2), [10, 11, 12, 13, 15, 16, 17, 19, 20, 21]);
    const again = ran.files.flatMap(({ path }) => linesOf(ran, path, 3).map((line) => `${path}:${line}`));
    assert.deepEqual(again, []);
    const functions = (path: string): CoveredFile['functions'] =>
      ran.files.find((file) => file.path === join(dirname(SAMPLE_ELF), path))?.functions ?? [];
    assert.deepEqual(functions('counter.c'), [
      { name: 'add', line: 10, firstRun: 2 },
      { name: 'do_counter', line: 15, firstRun: 2 },
    ]);
    assert.deepEqual(
      functions('panic.c').filter(({ firstRun }) => firstRun > 0),
      [],
    );
  });

  it('coverage has the lines of a module that the guest says it has loaded, and none of what its start alone needed', async () => {
    const [object, source] = [join(room.scratch, 'driver.elf'), join(room.scratch, 'driver.S')];
    // Over a function of the sample: what runs there is in the module's lines.
    const lines = ['.text', '.globl driver', '.type driver, %function', 'driver: nop', '.size driver, 1'];
    const init = ['.section .init.text, "ax"', '.globl begin', '.type begin, %function', 'begin: nop'];
    writeFileSync(source, [...lines, ...init, ''].join('\n'));
    execFileSync('gcc', ['-m32', '-g', '-c', '-o', object, source]);
    const symbols = execFileSync('nm', [SAMPLE_ELF], { encoding: 'utf8' });
    const entry = /^([0-9a-f]+) T do_counter$/m.exec(symbols)?.[1] ?? '';
    const loadRules = [{ trigger: 'driver at', pattern: '(?<name>driver) at (?<text>0x[0-9a-f]+)' }];
    const { machine, coverage } = await start(sampleGuest({ loadRules }));
    const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, guard());
    await guest.hear(SAMPLE_PROMPT);
    await guest.ask(`driver at 0x${entry}`);
    await guest.ask('counter');
    await until('the module is known', () => machine.loads.loads.length > 0);
    const ran = await coverage.read(symbolsOf(machine, [room.scratch]), guard());
    const file = ran.files.find(({ path }) => path === source);
    assert.deepEqual([[...(file?.lines ?? [])], [...(file?.firstRuns ?? [])]], [[4], [1]]);
    assert.deepEqual(file?.functions, [{ name: 'driver', line: 4, firstRun: 1 }]);
  });

  it('coverage leaves what the person logs in the log, and shows none of its own', async () => {
    const { machine, read } = await start({ ...sampleGuest(), log: { items: ['int'] } });
    const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, guard());
    await guest.hear(SAMPLE_PROMPT);
    await machine.setLogItems(['guest_errors']);
    await guest.ask('counter');
    await machine.stop();
    const ran = await read();
    assert.equal(linesOf(ran, join(dirname(SAMPLE_ELF), 'counter.c')).length, 10);
    const logged = room.records.filter(({ source }) => source.endsWith('qemu log')).map(({ text }) => text);
    assert.ok(logged.some((text) => /^\s+\d+: v=20 /.test(text)));
    assert.deepEqual(
      logged.filter((text) => /^IN:|^0x[0-9a-f]+: /.test(text)),
      [],
    );
  });

  for (const transport of ['spool', 'socket'] as const)
    it(`coverage says which test was the first to run a line, by what it printed: ${transport}`, async () => {
      await room.close();
      room = await MachineRoom.open({ transport });
      const { machine, coverage, read } = await start(sampleGuest({ append: 'test', serial: [{}, {}] }), {
        tracesOutput: true,
      });
      const pieces: Uint8Array[] = [];
      machine.ports[0]!.serial.onDidReceive((bytes) => pieces.push(bytes.slice()));
      await machine.exit;
      const ran = await read();
      const offsets = await coverage.partOffsets(0, guard());
      assert.ok(offsets);
      const text = Buffer.concat(pieces).toString('latin1');
      const lineOf = (name: string): number => text.indexOf('\n', text.indexOf(name));
      const test = (item: string, before: string) => ({ item, start: lineOf(before), end: lineOf(item) });
      const tests = [
        test('ok 1 equal', '1..4'),
        test('ok 2 decimal', 'ok 1 equal'),
        test('ok 1 in_steps', '# Subtest: counter'),
      ];
      const testOf = testsOfParts(offsets, tests);
      const testsIn = (name: string): unknown[] => {
        const file = ran.files.find(({ path }) => path === join(dirname(SAMPLE_ELF), name));
        return [...new Set([...(file?.firstRuns ?? [])].map((part) => testOf.get(part)))];
      };
      assert.deepEqual(testsIn('counter.c'), ['ok 1 in_steps']);
      assert.ok(testsIn('text.c').includes('ok 2 decimal'));
      for (const { item } of tests) assert.ok(testsIn('tests.c').includes(item), item);
      assert.deepEqual(testsIn('boot.S'), [undefined]);
      const logged = room.records.filter(({ source }) => source.endsWith('qemu log'));
      assert.deepEqual(logged, []);
    });

  for (const { title, make, play } of GUESTS.filter((each) => each.title.includes('a kernel for')))
    it(`coverage knows before which code each line was printed: ${title}`, async () => {
      const { machine, coverage } = await start(make(), { tracesOutput: true });
      await play(machine);
      await machine.stop();
      const offsets = await coverage.partOffsets(0, guard());
      assert.ok(offsets);
      assert.equal(offsets[0], 0);
      assert.ok(offsets.every((offset, index) => offset >= (offsets[index - 1] ?? 0)));
      assert.ok((offsets.at(-1) ?? Infinity) <= machine.ports[0]!.serial.counters.received);
    });

  it('coverage does not say which test ran a line when the tests print where QEMU traces nothing', async () => {
    const { machine, coverage } = await start(sampleGuest({ append: 'test' }));
    await machine.exit;
    assert.equal(await coverage.partOffsets(0, guard()), undefined);
  });

  it('coverage follows the log into the file that the person’s own -D names', async () => {
    const { machine, read } = await start({ ...sampleGuest(), args: ['-D', join(room.scratch, 'own.log')] });
    await new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, guard()).hear(SAMPLE_PROMPT);
    await machine.stop();
    assert.ok(linesOf(await read(), join(dirname(SAMPLE_ELF), 'main.c')).length > 5);
  });
});
