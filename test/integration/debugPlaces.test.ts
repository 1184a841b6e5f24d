import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { LAB_CPP, LAB_FOLDER, labGuest, resetGuest, thumbGuest } from '../guests/guests';
import { DebugRoom } from '../support/debugRoom';
import { finish, lineOf, setBreakpoints } from '../support/sampleDebug';

describe('places in a program', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(() => room.closeEmpty());

  it('stopOnSymbol stops where a function is in several places, as the entry', async () => {
    const machine = labGuest(room.room.scratch);
    const driver = await room.session({ ...machine, request: 'launch', stopOnSymbol: 'tick' });
    await driver.begin('launch');
    const stop = await driver.stopped('entry');
    assert.equal(stop.hitBreakpointIds, undefined);
    assert.ok((await driver.frames()).some(({ name }) => name === 'tick'));
    await finish(driver);
  });

  it('stopAtEntry stops at the even address of Thumb code', async () => {
    const { machine, entry } = await thumbGuest(room.room.scratch);
    const driver = await room.session({
      ...machine,
      request: 'launch',
      debugger: 'gdb',
      stopAtEntry: true,
    });
    await driver.begin('launch');
    await driver.stopped('entry');
    const [frame] = await driver.frames();
    assert.equal(BigInt(frame?.instructionPointerReference ?? 0), entry & ~1n);
    await finish(driver);
  });

  it('stopAtEntry stops where the machine stands after its reset, and so again after a restart', async () => {
    const { machine, entry } = await resetGuest(room.room.scratch);
    const driver = await room.session({ ...machine, request: 'launch', debugger: 'gdb', stopAtEntry: true });
    await driver.begin('launch');
    for (const again of [false, true]) {
      if (again) await driver.ask('restart');
      await driver.stopped('entry');
      const [frame] = await driver.frames();
      assert.equal(BigInt(frame?.instructionPointerReference ?? 0), entry & ~1n);
      await driver.ask('stepIn', { threadId: 1, granularity: 'instruction' });
      await driver.stopped('step');
    }
    await finish(driver);
  });

  it('code without lines is stepped over, into and out of', async () => {
    const driver = await room.session({ ...labGuest(room.room.scratch), request: 'launch' });
    await driver.begin('launch', async () => {
      await driver.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'bare' }] });
    });
    await driver.stopped('function breakpoint');
    await driver.at('bare');
    const pc = async (): Promise<bigint> =>
      BigInt((await driver.frames())[0]?.instructionPointerReference ?? 0);
    const first = await pc();
    await driver.ask('stepIn', { threadId: 1, granularity: 'instruction' });
    await driver.stopped('step');
    assert.equal((await pc()) > first, true);
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    await driver.at('kmain');
    await finish(driver);
  });

  it('code without any symbols is stepped by instructions', async () => {
    const driver = await room.session({ ...labGuest(room.room.scratch), request: 'launch' });
    await driver.begin('launch', async () => {
      await driver.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'bare' }] });
    });
    await driver.stopped('function breakpoint');
    // inc %eax four times, where no symbol reaches.
    const data = Buffer.from([0x40, 0x40, 0x40, 0x40, 0xeb, 0xfa]).toString('base64');
    await driver.ask('writeMemory', { memoryReference: '0x9000', data });
    await driver.evaluate('>set $pc = 0x9000', await driver.at('bare'));
    for (const [way, address] of [
      ['next', 0x9001],
      ['stepIn', 0x9002],
      ['next', 0x9003],
    ] as const) {
      await driver.ask(way, { threadId: 1 });
      await driver.stopped('step');
      const [frame] = await driver.frames();
      assert.equal(Number(frame?.instructionPointerReference), address);
    }
    await finish(driver);
  });

  it('rows before an address are disassembled as far back as there is memory', async () => {
    const driver = await room.session({ ...labGuest(room.room.scratch), request: 'launch' });
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, LAB_CPP, [{ line: lineOf(LAB_CPP, 'all->f100 =') }]);
    });
    await driver.stopped('breakpoint');
    const rows = async (memoryReference: string): Promise<DebugProtocol.DisassembledInstruction[]> =>
      (
        await driver.ask<{ instructions: DebugProtocol.DisassembledInstruction[] }>('disassemble', {
          memoryReference,
          instructionOffset: -50,
          instructionCount: 60,
        })
      ).instructions;
    const [frame] = await driver.frames();
    const readable = await rows(frame?.instructionPointerReference ?? '');
    assert.ok(readable.every(({ presentationHint }) => presentationHint !== 'invalid'));
    assert.equal(readable[50]?.address, frame?.instructionPointerReference?.replace(/^0x0+/, '0x'));
    // The firmware's flash begins here, and below it is nothing.
    const flash = await rows('0xfffc0040');
    const there = flash.filter(({ presentationHint }) => presentationHint !== 'invalid');
    assert.ok(there.length > 10 + 10, `${there.length} rows`);
    assert.equal(flash.length, 60);
    await finish(driver);
  });

  it('sources are where the symbols say, and not files of the same name beside the program', async () => {
    const machine = labGuest(room.room.scratch);
    await writeFile(join(room.room.scratch, 'lab.cpp'), '/* another one */\n');
    const driver = await room.session({ ...machine, request: 'launch', stopOnSymbol: 'look' });
    await driver.begin('launch', async () => {
      const [breakpoint] = await setBreakpoints(driver, LAB_CPP, [{ line: lineOf(LAB_CPP, 'all->f100 =') }]);
      assert.equal(breakpoint?.verified, true);
    });
    await driver.stopped('entry');
    assert.equal((await driver.at('look')).source?.path, LAB_CPP);
    await finish(driver);
  });

  it('sources are where sourceMap says before they are anywhere else', async () => {
    const { scratch } = room.room;
    const machine = labGuest(scratch);
    await writeFile(join(scratch, 'lab.cpp'), '/* another one */\n');
    const mapped = join(scratch, 'mapped');
    await mkdir(mapped);
    await cp(LAB_CPP, join(mapped, 'lab.cpp'));
    const sourceMap = { [LAB_FOLDER]: mapped };
    const driver = await room.session({ ...machine, request: 'launch', stopOnSymbol: 'look', sourceMap });
    await driver.begin('launch');
    await driver.stopped('entry');
    assert.equal((await driver.at('look')).source?.path, join(mapped, 'lab.cpp'));
    await finish(driver);
  });

  it('sources that moved with the program are found beside it', async () => {
    const moved = join(room.room.scratch, 'moved');
    const machine = await builtElsewhere(moved);
    await cp(LAB_CPP, join(moved, 'lab.cpp'));
    const driver = await room.session({ ...machine, request: 'launch', stopOnSymbol: 'look' });
    await driver.begin('launch');
    await driver.stopped('entry');
    assert.equal((await driver.at('look')).source?.path, join(moved, 'lab.cpp'));
    await finish(driver);
  });

  it('a frame whose source is not here has a name and no path, and says where it stands', async () => {
    const machine = await builtElsewhere(join(room.room.scratch, 'moved'));
    const driver = await room.session({ ...machine, request: 'launch', stopOnSymbol: 'look' });
    await driver.begin('launch');
    await driver.stopped('entry');
    const frame = await driver.at('look');
    assert.deepEqual([frame.source?.name, frame.source?.path], ['lab.cpp', undefined]);
    const { instructions } = await driver.ask<{ instructions: DebugProtocol.DisassembledInstruction[] }>(
      'disassemble',
      { memoryReference: frame.instructionPointerReference, instructionCount: 4 },
    );
    assert.ok(instructions.every(({ location }) => location === undefined));
    await finish(driver);
  });

  /** A kernel in this folder whose sources were elsewhere when it was built, and are there no longer. */
  async function builtElsewhere(folder: string): Promise<MachineConfiguration> {
    const sources = join(room.room.scratch, 'sources');
    await mkdir(folder);
    await cp(LAB_FOLDER, sources, { recursive: true });
    const machine = labGuest(folder, {}, sources);
    await rm(sources, { recursive: true });
    return machine;
  }
});
