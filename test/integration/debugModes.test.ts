import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { LONG_MAIN_C, longModeGuest } from '../guests/long';
import { MODES_BOOT_S, modesGuest } from '../guests/modes';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { finish } from '../support/sampleDebug';

interface Row {
  readonly address: string;
  readonly instruction: string;
}

describe('a PC that boots through its modes, in a session with GDB', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(() => room.closeEmpty());

  /** Where the processor stands by its own account, and what QEMU says is there. */
  async function truth(rows: number): Promise<Row[]> {
    const registers = await room.machine.hmp('info registers');
    const base = BigInt(`0x${/^CS =[0-9a-f]{4} ([0-9a-f]+)/m.exec(registers)?.[1]}`);
    const pointer = BigInt(`0x${/\b[ER]IP=([0-9a-f]+)/.exec(registers)?.[1]}`);
    const text = await room.machine.hmp(`x /${rows}i 0x${(base + pointer).toString(16)}`);
    return text
      .trimEnd()
      .split('\n')
      .flatMap((line) => {
        const [, address = '', instruction = ''] =
          /^0x0*([0-9a-f]+): +(?:[0-9a-f]{2,8} )*\s*(\S.*)$/.exec(line.trim()) ?? [];
        // What is bytes alone is the rest of a long instruction.
        return /^(?:[0-9a-f]{2} ?)+$/.test(instruction) ? [] : [{ address: `0x${address}`, instruction }];
      });
  }

  /** GDB and QEMU write the same instruction differently: `mov $0x10,%ax`, `movw $0x10, %ax`. */
  const plain = (rows: readonly Row[]): string[] =>
    rows.map(({ address, instruction }) => `${address} ${instruction.slice(0, 3)}`);

  async function shown(
    driver: DebugDriver,
    rows: number,
  ): Promise<{ frame: DebugProtocol.StackFrame; rows: Row[] }> {
    const { stackFrames } = await driver.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
    });
    const frame = stackFrames[0];
    assert.ok(frame);
    const { instructions } = await driver.ask<{ instructions: DebugProtocol.DisassembledInstruction[] }>(
      'disassemble',
      { memoryReference: frame.instructionPointerReference, instructionCount: rows },
    );
    return { frame, rows: instructions.map(({ address, instruction }) => ({ address, instruction })) };
  }

  it('a PC that boots through its modes is shown the instructions that it executes, in real, protected and every mode between', async () => {
    const { machine, program } = modesGuest(room.room.scratch);
    const driver = await room.session({ ...machine, request: 'launch', program, stopOnSymbol: 'begin' });
    await driver.begin('launch');
    await driver.stopped('entry');
    const seen = new Map<string, number>();
    let name = '';
    for (let steps = 0; name !== 'spin' && steps < 60; steps++) {
      const { frame, rows } = await shown(driver, 3);
      assert.deepEqual(plain(rows), plain(await truth(3)), `at ${frame.name}`);
      name = frame.name;
      assert.equal(frame.source?.path, MODES_BOOT_S, name);
      seen.set(name, Math.min(seen.get(name) ?? Infinity, frame.line));
      await driver.ask('stepIn', { threadId: 1, granularity: 'instruction' });
      await driver.stopped('step');
    }
    assert.deepEqual(
      [...seen.keys()],
      ['begin', 'count', 'begin', 'shifted', 'raise', 'protected', 'spin'].filter(
        (each, index, all) => all.indexOf(each) === index,
      ),
    );
    await finish(driver);
  });

  it('a breakpoint in a code segment that does not begin at 0 stops the guest, which goes on from there', async () => {
    const { machine, program } = modesGuest(room.room.scratch);
    const driver = await room.session({ ...machine, request: 'launch', program });
    await driver.begin('launch', async () => {
      await driver.ask('setFunctionBreakpoints', {
        breakpoints: [{ name: 'shifted' }, { name: 'protected' }],
      });
    });
    await driver.stopped('function breakpoint');
    assert.equal((await shown(driver, 1)).frame.name, 'shifted');
    await driver.ask('continue', { threadId: 1 });
    await driver.stopped('function breakpoint');
    assert.equal((await shown(driver, 1)).frame.name, 'protected');
    await finish(driver);
  });

  it('a PC on its way to long mode is shown 32-bit code, and 64-bit code in it', async () => {
    const machine = longModeGuest(room.room.scratch);
    const driver = await room.session({ ...machine, request: 'launch', stopOnSymbol: 'start32' });
    await driver.begin('launch', async () => {
      await driver.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'start64' }, { name: 'kmain' }] });
    });
    await driver.stopped('entry');
    for (const name of ['start32', 'start64', 'kmain']) {
      const { frame, rows } = await shown(driver, 4);
      assert.equal(frame.name, name);
      assert.deepEqual(plain(rows), plain(await truth(4)), name);
      if (name === 'kmain') assert.equal(frame.source?.path, LONG_MAIN_C);
      if (name === 'kmain') break;
      await driver.ask('continue', { threadId: 1 });
      await driver.stopped('function breakpoint');
    }
    await finish(driver);
  });
});
