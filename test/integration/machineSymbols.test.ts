import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Gate } from '../../src/concurrency/gate';
import { type DebuggerFiles, guestFiles } from '../../src/machine/crash/guestFiles';
import { MachineSymbols } from '../../src/machine/crash/machineSymbols';
import type { Machine } from '../../src/machine/machine';
import type { PortCrash } from '../../src/serial/client';
import { withElf } from '../../src/symbols/elf';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { INLINED_C, inlinedPrograms, lineWith } from '../guests/inlined';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { FakeTime } from '../support/fakeTime';
import { guard, until } from '../support/until';

describe('the symbols of a machine', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  const symbolsOf = (machine: Pick<Machine, 'exit' | 'config'>, debug?: DebuggerFiles): MachineSymbols =>
    new MachineSymbols({
      name: 'sample',
      tasks: room.tasks,
      exit: machine.exit,
      known: () => ({ machine: machine.config, debug, folders: [] }),
      symbolizer: () => ({ searchPath: process.env['PATH'] ?? '' }),
      environment: {},
    });

  const panic = async (machine: Machine): Promise<PortCrash> => {
    const told: PortCrash[] = [];
    machine.onDidFindCrash((crash) => told.push(crash));
    const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, room.tasks.signal);
    await guest.hear(SAMPLE_PROMPT);
    await guest.say('panic\r');
    return await until('a crash', () => told[0]);
  };

  it('the symbols of a machine come from its kernel alone, also when the machine has ended since', async () => {
    const machine = await room.start(sampleGuest());
    const symbols = symbolsOf(machine);
    const crash = await panic(machine);
    await machine.stop();
    const { frames, problems } = await symbols.report(crash.report, { loads: [] }, guard());
    assert.deepEqual(problems, []);
    assert.deepEqual(
      frames.slice(0, 4).map(({ function: name }) => name),
      ['panic', 'check_sum', 'check_table', 'do_panic'],
    );
    const { path, line } = frames[1]!;
    assert.equal(path, join(dirname(machine.config.kernel!), 'panic.c'));
    assert.ok((line ?? 0) > 0);
  });

  it('the symbols of a machine are not given up in the middle of a look-up, however long ago it has ended', async () => {
    const machine = await room.start(sampleGuest());
    const crash = await panic(machine);
    await machine.stop();
    const [asked, answers] = [join(room.scratch, 'asked'), join(room.scratch, 'answers')];
    const program = join(room.scratch, 'llvm-symbolizer');
    const script = [
      '#!/bin/sh',
      'case "$*" in *--version*) exec llvm-symbolizer "$@";; esac',
      `: >'${asked}'`,
      `until [ -e '${answers}' ]; do sleep 0.05; done`,
      'exec llvm-symbolizer "$@"',
    ].join('\n');
    await writeFile(program, script, { mode: 0o755 });
    const ended = new Gate('the end of the machine');
    const symbols = new MachineSymbols({
      name: 'sample',
      tasks: room.tasks,
      exit: ended.wait(guard()),
      known: () => ({ machine: machine.config, folders: [] }),
      symbolizer: () => ({ program, searchPath: process.env['PATH'] ?? '' }),
      environment: {},
    });
    const time = FakeTime.hold();
    try {
      const report = symbols.report(crash.report, { loads: [] }, guard());
      ended.open();
      await until('the symbolizer is asked', () => existsSync(asked));
      await time.jump(31_000);
      await time.jump(20_000);
      await writeFile(answers, '');
      assert.equal((await report).frames[1]?.function, 'check_sum');
      assert.equal(symbols.isOver, false);
      await time.jump(31_000);
      await until('it is over', () => symbols.isOver);
    } finally {
      time.release();
    }
  });

  it('the symbols of a machine are what a debugger’s configuration names, where it says that they are', async () => {
    const built = join(room.scratch, 'built');
    await mkdir(built);
    const { full } = inlinedPrograms(built);
    const exit = new Promise<never>(() => undefined);
    const { config } = await room.start(sampleGuest());
    const address = await withElf(full, async (elf) => {
      for await (const { name, value } of elf.symbols()) if (name === 'outermost') return value;
      return undefined;
    });
    const symbols = symbolsOf(
      { exit, config },
      {
        cwd: built,
        symbolFiles: [{ file: full, offset: '0x40000000' }],
      },
    );
    const place = { address: (address! + 0x40000000n).toString(16) };
    const [found] = await symbols.resolve([place], { loads: [] }, guard());
    assert.equal(found?.image, full);
    assert.equal(found.frames.at(-1)?.function, 'outermost');
    assert.equal(await symbols.source(found.frames.at(-1)?.file ?? '', undefined, guard()), INLINED_C);
    assert.ok(lineWith('middle(value);') >= (found.frames.at(-1)?.line ?? 0));
  });

  it('the symbols of a machine are looked for in its kernel even without any, and in no other kind of file', async () => {
    const built = join(room.scratch, 'built');
    await mkdir(built);
    const { stripped } = inlinedPrograms(built);
    const { program } = await guestFiles({ machine: { cwd: built, kernel: stripped }, folders: [] });
    assert.equal(program, stripped);
    const none = await guestFiles({ machine: { cwd: built, kernel: INLINED_C }, folders: [] });
    assert.equal(none.program, undefined);
  });

  it('the symbols of a machine ask nobody any more when the caller has given up', async () => {
    const machine = await room.start(sampleGuest());
    const symbols = symbolsOf(machine);
    const given = new AbortController();
    const answer = symbols.resolve([{ address: '100000' }], { loads: [] }, given.signal);
    given.abort(new Error('no more'));
    await assert.rejects(answer, /no more/);
    const [found] = await symbols.resolve([{ address: '100000' }], { loads: [] }, guard());
    assert.ok(found);
    assert.equal(symbols.isOver, false);
  });
});
