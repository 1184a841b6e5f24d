import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { valueOf, type DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import {
  BEFORE,
  COUNTER_C,
  finish,
  launchSample,
  lineOf,
  setBreakpoints,
  source,
  talk,
} from '../support/sampleDebug';
import { GUARD_MS, until } from '../support/until';

interface Memory {
  readonly address: string;
  readonly data?: string;
  readonly unreadableBytes?: number;
}

describe('inspection with GDB', () => {
  let room: DebugRoom;
  let driver: DebugDriver;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async () => {
    try {
      await finish(driver);
      assert.deepEqual(await room.left(), []);
    } finally {
      await room.close();
    }
  });

  /** The sample guest, stopped in `do_counter`. */
  async function stoppedInCounter(machine: object = {}): Promise<DebugProtocol.StackFrame> {
    driver = await room.session(launchSample(machine));
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
    });
    const dialogue = await talk(room);
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    return await driver.at('do_counter', BEFORE);
  }

  it('a session shows registers and memory as QEMU’s monitor does, and changes them', async () => {
    const frame = await stoppedInCounter();
    const registers = await driver.scope(frame, 'Registers');
    const monitor = await room.machine.hmp('info registers');
    for (const name of ['eax', 'ebx', 'ecx', 'edx', 'esi', 'edi', 'ebp', 'esp', 'eip']) {
      const shown = new RegExp(`${name.toUpperCase()}=([0-9a-f]{8})`).exec(monitor)?.[1];
      assert.equal(BigInt(valueOf(registers, name)), BigInt(`0x${shown}`), name);
    }
    await driver.ask('setVariable', {
      variablesReference: registers.reference,
      name: 'ebx',
      value: '0x1234',
    });
    assert.match(await room.machine.hmp('info registers'), /EBX=00001234/);

    const memory = await driver.ask<Memory>('readMemory', {
      memoryReference: '&counter',
      offset: -8,
      count: 64,
    });
    const bytes = Buffer.from(memory.data ?? '', 'base64');
    const xp = await room.machine.hmp(`xp /64xb ${memory.address}`);
    const seen = [...xp.matchAll(/\b0x([0-9a-f]{2})\b/g)].map(([, byte]) => Number.parseInt(byte ?? '', 16));
    assert.deepEqual([...bytes], seen);
    await driver.ask('writeMemory', {
      memoryReference: '&step',
      data: Buffer.from([7, 0, 0, 0]).toString('base64'),
    });
    assert.equal(await driver.evaluate('step', frame), '7');
  });

  it('a session disassembles around the stop, as many instructions as asked for', async () => {
    const frame = await stoppedInCounter();
    const { instructions } = await driver.ask<{ instructions: DebugProtocol.DisassembledInstruction[] }>(
      'disassemble',
      {
        memoryReference: frame.instructionPointerReference,
        instructionOffset: -20,
        instructionCount: 60,
      },
    );
    assert.equal(instructions.length, 60);
    assert.equal(BigInt(instructions[20]!.address), BigInt(frame.instructionPointerReference ?? 0));
    assert.equal(instructions[20]!.line, BEFORE);
    assert.equal(instructions[20]!.location?.path, COUNTER_C);
    const addresses = instructions.map(({ address }) => BigInt(address));
    assert.ok(addresses.every((address, index) => index === 0 || address > addresses[index - 1]!));
    const monitor = await room.machine.hmp(`x /10i ${frame.instructionPointerReference}`);
    const seen = [...monitor.matchAll(/^0x([0-9a-f]+):/gm)].map(([, address]) => BigInt(`0x${address}`));
    assert.deepEqual(addresses.slice(20, 30), seen);
  });

  // GDB 13 aborts when it is asked to decode while the guest runs.
  it('instructions that are asked for while the guest runs are refused, and GDB lives on', async () => {
    const frame = await stoppedInCounter();
    await setBreakpoints(driver, COUNTER_C, []);
    await driver.ask('continue', { threadId: 1 });
    await until('the guest runs', async () => /running/.test(await driver.evaluate('> monitor info status')));
    const here = {
      memoryReference: frame.instructionPointerReference,
      instructionOffset: -5,
      instructionCount: 20,
    };
    assert.match(await driver.refused('disassemble', here), /guest is running/);
    for (const expression of ['>x/3i 0x100000', '>disassemble 0x100000,0x100100', '>disas do_counter'])
      assert.match(await driver.refused('evaluate', { expression, context: 'repl' }), /guest is running/);
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    const { instructions } = await driver.ask<{ instructions: unknown[] }>('disassemble', here);
    assert.equal(instructions.length, 20);
  });

  it('a session reads nothing where there is nothing, without an error', async () => {
    await stoppedInCounter();
    const memory = await driver.ask<Memory>('readMemory', { memoryReference: '0xfffff000', count: 8192 });
    assert.deepEqual([memory.unreadableBytes ?? 0, memory.address].length, 2);
    const { instructions } = await driver.ask<{ instructions: DebugProtocol.DisassembledInstruction[] }>(
      'disassemble',
      { memoryReference: '0x0', instructionOffset: -10, instructionCount: 12 },
    );
    assert.equal(instructions.length, 12);
    assert.equal(instructions[0]!.presentationHint, 'invalid');
  });

  it('the Debug Console takes expressions, GDB’s commands, the monitor’s, and lines for the guest', async () => {
    const frame = await stoppedInCounter();
    assert.equal(await driver.evaluate('before + counter + step', frame), String(await sum(driver, frame)));
    assert.match(
      await driver.refused('evaluate', { expression: 'no_such', context: 'watch', frameId: frame.id }),
      /No symbol "no_such" in current context/,
    );
    await driver.evaluate('>info line', frame);
    await driver.says(/Line \d+ of "\.\/counter\.c"/);
    assert.match(await driver.evaluate('>monitor info registers', frame), /EIP=00101509|EIP=/);
    await driver.ask('continue', { threadId: 1 });
    // GDB answers before QEMU has let the guest go.
    await until('the guest runs', async () => /running/.test(await driver.evaluate('> monitor info status')));
    assert.match(await driver.refused('evaluate', { expression: 'counter', context: 'repl' }), /Pause it/);
    await driver.evaluate('serial: counter');
    await driver.stopped('breakpoint');
    await driver.ask('continue', { threadId: 1 });
    assert.match(
      await driver.refused('evaluate', { expression: 'serial[x]: hi', context: 'repl' }),
      /serial0/,
    );
  });

  it('a session shows structures and arrays, and changes what is in them', async () => {
    await stoppedInCounter();
    await setBreakpoints(driver, COUNTER_C, []);
    await setBreakpoints(driver, source('panic.c'), [
      { line: lineOf(source('panic.c'), 'if (table_of_sums[index]') },
    ]);
    await driver.ask('continue', { threadId: 1 });
    await driver.evaluate('serial: panic');
    await driver.stopped('breakpoint');
    const frame = await driver.at('check_sum');
    const globals = await driver.scope(frame, 'Globals');
    const table = globals.variables.find(({ name }) => name === 'table_of_sums');
    assert.ok(table && table.variablesReference > 0);
    const read = async (): Promise<string[]> =>
      (
        await driver.ask<{ variables: DebugProtocol.Variable[] }>('variables', {
          variablesReference: table.variablesReference,
        })
      ).variables.map(({ value }) => value);
    assert.deepEqual(await read(), ['1', '3', '6', '11']);
    await driver.ask('setVariable', {
      variablesReference: table.variablesReference,
      name: '[3]',
      value: '10',
    });
    await setBreakpoints(driver, source('panic.c'), []);
    await driver.ask('continue', { threadId: 1 });
    await room.machine.ports[0]!.serial.waitFor(
      'mended',
      { timeoutMs: GUARD_MS, from: 0 },
      room.room.tasks.signal,
    );
  });

  it('a session shows every vCPU as a thread', async () => {
    await stoppedInCounter({ smp: 3 });
    const { threads } = await driver.ask<{ threads: DebugProtocol.Thread[] }>('threads');
    assert.deepEqual(
      threads.map(({ id, name }) => [id, name]),
      [
        [1, 'vCPU 0'],
        [2, 'vCPU 1 (halted)'],
        [3, 'vCPU 2 (halted)'],
      ],
    );
    const [second] = await driver.frames(2);
    assert.ok(second);
    const shown = await driver.evaluate('>monitor info registers', second);
    const eip = BigInt(second.instructionPointerReference ?? 0);
    assert.equal(BigInt(`0x${/EIP=([0-9a-f]+)/.exec(shown)?.[1]}`), eip);
  });
});

async function sum(driver: DebugDriver, frame: DebugProtocol.StackFrame): Promise<number> {
  const values = await Promise.all(['before', 'counter', 'step'].map((name) => driver.evaluate(name, frame)));
  return values.map(Number).reduce((a, b) => a + b, 0);
}
