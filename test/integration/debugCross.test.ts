import assert from 'node:assert/strict';
import { CROSS_MAIN_C, CROSS_PROMPT, crossGuest, extentOf, type CrossArchitecture } from '../guests/guests';
import { valueOf, type DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { finish, lineOf, setBreakpoints } from '../support/sampleDebug';

/** Lines of `do_counter` in the order in which they run. */
const BEFORE = lineOf(CROSS_MAIN_C, 'int before = counter;');
const AFTER = lineOf(CROSS_MAIN_C, 'int after = add(');
const STORE = lineOf(CROSS_MAIN_C, 'counter = after;');

/** Registers by GDB's names, and how QEMU's monitor writes them. */
const REGISTERS: Readonly<Record<CrossArchitecture, Readonly<Record<string, RegExp>>>> = {
  aarch64: {
    pc: /\bPC=([0-9a-f]{16})/,
    sp: /\bSP=([0-9a-f]{16})/,
    x29: /\bX29=([0-9a-f]{16})/,
    x30: /\bX30=([0-9a-f]{16})/,
  },
  riscv64: {
    pc: /\bpc +([0-9a-f]{16})/,
    sp: /x2\/sp +([0-9a-f]{16})/,
    fp: /x8\/s0 +([0-9a-f]{16})/,
    ra: /x1\/ra +([0-9a-f]{16})/,
  },
};

describe('debugging what was built for another processor, by its source', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  for (const arch of ['riscv64', 'aarch64'] as const) {
    it(`a program for ${arch} stops at a line after text was typed, and shows variables, registers and memory`, async () => {
      const machine = crossGuest(arch, room.room.scratch);
      assert.equal(machine.arch, undefined);
      const driver = await room.session({ ...machine, request: 'launch' });
      await driver.begin('launch', async () => {
        const [breakpoint] = await setBreakpoints(driver, CROSS_MAIN_C, [{ line: BEFORE }]);
        assert.deepEqual([breakpoint?.verified, breakpoint?.line], [true, BEFORE]);
      });
      assert.equal(room.machine.arch, arch);
      const { serial } = room.machine.ports[0]!;
      const dialogue = new Dialogue(serial, CROSS_PROMPT, room.room.tasks.signal);
      await dialogue.hear(CROSS_PROMPT);
      await dialogue.say('counter\r');
      await driver.stopped('breakpoint');
      assert.deepEqual(
        (await driver.frames()).map(({ name }) => name),
        ['do_counter', 'run_line', 'kmain', 'start'],
      );
      await checkRegisters(driver, arch, machine.kernel ?? '');
      await stepThrough(driver);
      await changeStep(driver);
      await driver.ask('continue', { threadId: 1 });
      await dialogue.hear('counter 1\r\n');
      await dialogue.say('counter\r');
      await driver.stopped('breakpoint');
      await checkMemory(driver);
      await driver.ask('continue', { threadId: 1 });
      await dialogue.hear('counter 22\r\n');
      await finish(driver);
    });
  }

  /** All of them are what the monitor says, and the program counter is in the function that is shown. */
  async function checkRegisters(driver: DebugDriver, arch: CrossArchitecture, kernel: string): Promise<void> {
    const registers = await driver.scope(await driver.at('do_counter', BEFORE), 'Registers');
    const monitor = await room.machine.hmp('info registers');
    for (const [name, pattern] of Object.entries(REGISTERS[arch]))
      assert.equal(BigInt(valueOf(registers, name)), BigInt(`0x${pattern.exec(monitor)?.[1]}`), name);
    const { from, to } = extentOf(arch, kernel, 'do_counter');
    const pc = BigInt(valueOf(registers, 'pc'));
    assert.ok(
      pc > from && pc < to,
      `pc ${pc.toString(16)} is not in do_counter, which begins at ${from.toString(16)}`,
    );
  }

  /** The global as the stub, GDB and the monitor have it. */
  async function checkMemory(driver: DebugDriver): Promise<void> {
    const { address, data } = await driver.ask<{ address: string; data: string }>('readMemory', {
      memoryReference: '&counter',
      count: 4,
    });
    assert.equal(Buffer.from(data, 'base64').readInt32LE(), 1);
    assert.match(await room.machine.hmp(`xp /1dw ${address}`), /: +1\s*$/);
  }
});

/** Over a line, into a function, out of it, over another line. */
async function stepThrough(driver: DebugDriver): Promise<void> {
  await driver.ask('next', { threadId: 1 });
  await driver.stopped('step');
  await driver.at('do_counter', AFTER);
  await driver.ask('stepIn', { threadId: 1 });
  await driver.stopped('step');
  const add = await driver.at('add');
  assert.equal(valueOf(await driver.scope(add, 'Locals'), 'b'), '1');
  await driver.ask('stepOut', { threadId: 1 });
  await driver.stopped('step');
  await driver.at('do_counter', AFTER);
  await driver.ask('next', { threadId: 1 });
  await driver.stopped('step');
}

/** Locals and globals are right, and what is set counts. */
async function changeStep(driver: DebugDriver): Promise<void> {
  const frame = await driver.at('do_counter', STORE);
  const locals = await driver.scope(frame, 'Locals');
  assert.deepEqual([valueOf(locals, 'before'), valueOf(locals, 'after')], ['0', '1']);
  const globals = await driver.scope(frame, 'Globals');
  assert.deepEqual([valueOf(globals, 'counter'), valueOf(globals, 'step')], ['0', '1']);
  await driver.ask('setVariable', { variablesReference: globals.reference, name: 'step', value: '21' });
  assert.equal(await driver.evaluate('step', frame, 'watch'), '21');
}
