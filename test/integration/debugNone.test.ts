import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { SAMPLE_ELF, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { valueOf } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { BEFORE, COUNTER_C, finish, launchSample, setBreakpoints, talk } from '../support/sampleDebug';

describe('debugging without symbols', () => {
  let room: DebugRoom;
  let stripped: string;
  beforeEach(async () => {
    room = await DebugRoom.open();
    stripped = join(room.room.scratch, 'stripped.elf');
    execFileSync('objcopy', ['--strip-all', SAMPLE_ELF, stripped]);
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  const launch = (fields: object = {}): object =>
    launchSample({ debugger: 'none', ...fields }, { kernel: stripped });

  it('a session without symbols is what auto begins when there are none, or no GDB, and says why', async () => {
    for (const [config, options, why] of [
      [launchSample({}, { kernel: stripped }), {}, /stripped\.elf has no symbols/],
      [launchSample({}, {}), { searchPath: '/nowhere' }, /No GDB for i386/],
    ] as const) {
      const driver = await room.session(config, options);
      await driver.begin('launch');
      await driver.says(why);
      await driver.says(/without symbols/);
      await talk(room);
      await finish(driver);
    }
  });

  it('a session without symbols pauses, shows registers, memory and instructions, steps, continues and restarts', async () => {
    const driver = await room.session(launch());
    await driver.begin('launch');
    const dialogue = await talk(room);
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    const { threads } = await driver.ask<{ threads: DebugProtocol.Thread[] }>('threads');
    assert.deepEqual(
      threads.map(({ name }) => name),
      ['vCPU 0'],
    );
    const [frame] = await driver.frames();
    assert.ok(frame);
    const registers = await driver.scope(frame, 'Registers');
    const monitor = await room.machine.hmp('info registers');
    for (const name of ['EAX', 'ESP', 'EIP', 'CR0'])
      assert.equal(valueOf(registers, name), `0x${new RegExp(`${name}=([0-9a-f]+)`).exec(monitor)?.[1]}`);
    assert.equal(BigInt(frame.instructionPointerReference ?? 0), BigInt(valueOf(registers, 'EIP')));

    const memory = await driver.ask<{ data: string }>('readMemory', {
      memoryReference: '0x100000',
      count: 32,
    });
    const xp = await room.machine.hmp('xp /32xb 0x100000');
    const seen = [...xp.matchAll(/\b0x([0-9a-f]{2})\b/g)].map(([, byte]) => Number.parseInt(byte ?? '', 16));
    assert.deepEqual([...Buffer.from(memory.data, 'base64')], seen);

    const { instructions } = await driver.ask<{ instructions: DebugProtocol.DisassembledInstruction[] }>(
      'disassemble',
      { memoryReference: frame.instructionPointerReference, instructionOffset: -8, instructionCount: 24 },
    );
    assert.equal(instructions.length, 24);
    assert.equal(BigInt(instructions[8]!.address), BigInt(frame.instructionPointerReference ?? 0));

    // The guest waits in "hlt": a step from there takes an interrupt, and arrives somewhere else.
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    const [after] = await driver.frames();
    assert.notEqual(after?.instructionPointerReference, undefined);
    await driver.ask('stepIn', { threadId: 1 });
    await driver.stopped('step');
    assert.match(await driver.refused('stepOut', { threadId: 1 }), /no caller/);
    await driver.ask('continue', { threadId: 1 });
    assert.equal(await dialogue.ask('echo there'), 'there');

    assert.match(await driver.evaluate('info version'), /^\d+\.\d+/);
    await driver.evaluate('serial: counter');
    await dialogue.hear('counter 1');
    assert.match(await driver.refused('evaluate', { expression: 'x', context: 'watch' }), /Without symbols/);

    await driver.ask('restart');
    await dialogue.hear('sample guest');
    await dialogue.hear('> ');
    assert.equal(await dialogue.ask('counter'), 'counter 1');
    await finish(driver);
  });

  it('a session without symbols stays before the first instruction when it is asked to, and steps from there', async () => {
    const driver = await room.session(launch({ stopAtEntry: true }));
    await driver.begin('launch');
    await driver.stopped('entry');
    const pc = async (): Promise<string | undefined> =>
      (await driver.frames())[0]?.instructionPointerReference;
    assert.equal(await pc(), '0xfffffff0');
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    assert.notEqual(await pc(), '0xfffffff0');
    await driver.ask('continue', { threadId: 1 });
    await talk(room);
    await driver.ask('restart');
    await driver.stopped('entry');
    assert.equal(await pc(), '0xfffffff0');
    await driver.ask('continue', { threadId: 1 });
    await finish(driver);
  });

  it('a session without symbols stops at addresses, and at functions of a program that has names, and goes on from there', async () => {
    const driver = await room.session(launch());
    await driver.begin('launch');
    const dialogue = await talk(room);
    await dialogue.say('crash\r');
    await driver.stopped('exception');
    const info = await driver.ask<{ exceptionId: string }>('exceptionInfo', { threadId: 1 });
    assert.equal(info.exceptionId, 'guest-reset');
    assert.match(await driver.refused('continue', { threadId: 1 }), /Restart starts it again/);
    await driver.ask('restart');
    await dialogue.hear('sample guest');
    await dialogue.hear('> ');
    await dialogue.say('poweroff\r');
    await driver.next('terminated');
    await driver.says(/powered off/);
    await driver.ask('disconnect');
  });

  it('a session without symbols leaves no breakpoint in a machine that goes on without it', async () => {
    const driver = await room.session(launch());
    await driver.begin('launch');
    await talk(room);
    await room.machine.pause();
    await driver.stopped('pause');
    await room.machine.resume();
    await driver.next('continued');
    process.kill(room.machine.pid, 'SIGKILL');
    await driver.next('terminated');
    await driver.says(/killed from outside/);
    await driver.ask('disconnect');
  });

  it('a session without symbols shows a triple fault, and ends with a power-off', async () => {
    const driver = await room.session(launchSample({ debugger: 'none' }));
    const address = addressOf('do_counter');
    await driver.begin('launch', async () => {
      const { breakpoints } = await driver.ask<{ breakpoints: DebugProtocol.Breakpoint[] }>(
        'setFunctionBreakpoints',
        { breakpoints: [{ name: 'do_counter' }, { name: 'no_such_function' }] },
      );
      assert.deepEqual(
        breakpoints.map(({ verified }) => verified),
        [true, false],
      );
      const [line] = await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
      assert.match(line?.message ?? '', /need GDB and symbols/);
    });
    const dialogue = await talk(room);
    for (let round = 1; round < 3; round++) {
      await dialogue.say('counter\r');
      const stop = await driver.stopped('function breakpoint');
      assert.equal(stop.hitBreakpointIds?.length, 1);
      const [frame] = await driver.frames();
      assert.equal(BigInt(frame?.instructionPointerReference ?? 0), address);
      await driver.ask('continue', { threadId: 1 });
      await dialogue.hear(`counter ${round}`);
      await dialogue.hear('> ');
    }
    await driver.ask('setFunctionBreakpoints', { breakpoints: [] });
    await driver.ask('setInstructionBreakpoints', {
      breakpoints: [{ instructionReference: `0x${address.toString(16)}` }],
    });
    await dialogue.say('counter\r');
    await driver.stopped('instruction breakpoint');
    await driver.ask('setInstructionBreakpoints', { breakpoints: [] });
    await driver.ask('continue', { threadId: 1 });
    await dialogue.hear('counter 3');
    await finish(driver);
  });

  it('a session without symbols follows a machine that is paused and resumed elsewhere, or killed', async () => {
    const machine = await room.room.start(sampleGuest());
    const driver = await room.session({
      type: 'qemu',
      request: 'attach',
      machine: machine.id,
      debugger: 'none',
    });
    await driver.begin('attach', async () => {
      await driver.ask('setFunctionBreakpoints', {
        breakpoints: [{ name: `0x${addressOf('do_counter').toString(16)}` }],
      });
    });
    await driver.ask('disconnect', { terminateDebuggee: false });
    const dialogue = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, room.room.tasks.signal);
    await dialogue.say('counter\r');
    await dialogue.hear('counter 1');
    await machine.stop();
  });

  it('a session without symbols leaves the machine running when the editor only disconnects', async () => {
    const driver = await room.session(launch());
    await driver.begin('launch');
    const dialogue = await talk(room);
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    await driver.ask('disconnect', { terminateDebuggee: false });
    assert.equal(await dialogue.ask('echo on'), 'on');
    await room.machine.stop();
  });

  it('a session that runs without debugging holds nothing and stops nothing', async () => {
    const driver = await room.session(launchSample(), { noDebug: true });
    await driver.begin('launch');
    const dialogue = await talk(room);
    assert.ok(!room.machine.commandLine.includes('-gdb'));
    await dialogue.say('crash\r');
    await dialogue.hear('sample guest');
    await finish(driver);
  });
});

/** Where a function of the sample guest is. */
function addressOf(name: string): bigint {
  const table = execFileSync('nm', [SAMPLE_ELF], { encoding: 'utf8' });
  const address = new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(table)?.[1];
  assert.ok(address, `no ${name} in ${SAMPLE_ELF}`);
  return BigInt(`0x${address}`);
}
