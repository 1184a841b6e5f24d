import assert from 'node:assert/strict';
import { LINUX_PROMPT, linuxX86, LONG_MAIN_C, longModeGuest, ubootRiscv64 } from '../guests/guests';
import { valueOf } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { AFTER, COUNTER_C, finish, launchSample, lineOf, setBreakpoints, talk } from '../support/sampleDebug';

describe('debugging other processors', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  // Debian's U-Boot has no symbols any more (2025.01): those are for debugCross.test.ts.
  it('U-Boot for riscv64 stops at its entry and at an instruction, with its registers', async () => {
    const { arch: _, ...machine } = ubootRiscv64();
    const driver = await room.session({
      ...machine,
      request: 'launch',
      program: '/usr/lib/u-boot/qemu-riscv64/uboot.elf',
      stopAtEntry: true,
    });
    const place = async () => (await driver.frames())[0]?.instructionPointerReference ?? '';
    await driver.begin('launch');
    await driver.stopped('entry');
    assert.equal(await place(), '0x0000000080000000');
    for (let step = 0; step < 5; step++) {
      await driver.ask('next', { threadId: 1, granularity: 'instruction' });
      await driver.stopped('step');
    }
    const reached = await place();
    await driver.ask('setInstructionBreakpoints', {
      breakpoints: [{ instructionReference: reached, mode: 'hardware' }],
    });
    await driver.ask('restart');
    await driver.stopped('entry');
    await driver.ask('continue', { threadId: 1 });
    await driver.stopped('instruction breakpoint');
    assert.equal(await place(), reached);
    const [frame] = await driver.frames();
    assert.ok(frame);
    const registers = await driver.scope(frame, 'Registers');
    const monitor = await room.machine.hmp('info registers');
    for (const name of ['pc', 'ra', 'sp', 'a0', 'mstatus']) {
      const shown = new RegExp(`(?:x\\d+/${name}|${name}) +([0-9a-f]{16})`).exec(monitor)?.[1];
      assert.equal(BigInt(valueOf(registers, name)), BigInt(`0x${shown}`), name);
    }
    await driver.ask('next', { threadId: 1, granularity: 'instruction' });
    await driver.stopped('step');
    await finish(driver);
  });

  it('a kernel in long mode on x86_64 is debugged with nothing said about its architecture', async () => {
    const machine = longModeGuest(room.room.scratch, { smp: 2 });
    const driver = await room.session({ ...machine, request: 'launch', stopAtEntry: true });
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, LONG_MAIN_C, [{ line: lineOf(LONG_MAIN_C, 'return sum;') }]);
    });
    await driver.stopped('entry');
    await driver.at('start32');
    await driver.ask('continue', { threadId: 1 });
    await driver.stopped('breakpoint');
    const frame = await driver.at('add');
    assert.equal(valueOf(await driver.scope(frame, 'Locals'), 'sum'), String(0x1_0000_0001));
    assert.deepEqual(
      (await driver.frames()).map(({ name }) => name),
      ['add', 'kmain', 'start64'],
    );
    const registers = await driver.scope(frame, 'Registers');
    const monitor = await room.machine.hmp('info registers');
    for (const [name, shown] of [
      ['rip', 'RIP'],
      ['rsp', 'RSP'],
      ['rdi', 'RDI'],
      ['r12', 'R12'],
    ] as const)
      assert.equal(
        BigInt(valueOf(registers, name)),
        BigInt(`0x${new RegExp(`${shown}=([0-9a-f]{16})`).exec(monitor)?.[1]}`),
      );
    await setBreakpoints(driver, LONG_MAIN_C, []);
    await driver.ask('stepOut', { threadId: 1 });
    await driver.stopped('step');
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    const after = await driver.at('kmain');
    const globals = await driver.scope(after, 'Globals');
    assert.equal(valueOf(globals, 'total'), String(0x1_0000_0001));
    await finish(driver);
  });

  it('Linux on x86_64 stops at an address out of its symbol table, in hardware, while it boots', async () => {
    const driver = await room.session({ ...linuxX86(), request: 'launch', debugger: 'gdb' });
    await driver.begin('launch');
    const linux = new Dialogue(room.machine.ports[0]!.serial, LINUX_PROMPT, room.room.tasks.signal);
    await linux.hear(LINUX_PROMPT);
    // What a System.map would say: the kernel is loaded where it was linked ("nokaslr").
    const table = await linux.ask('grep -E " (rest_init|run_init_process)$" /proc/kallsyms');
    const address = /([0-9a-f]{16}) \w rest_init/.exec(table)?.[1];
    assert.ok(address, table);
    await driver.ask('setInstructionBreakpoints', {
      breakpoints: [{ instructionReference: `0x${address}`, mode: 'hardware' }],
    });
    await driver.ask('restart');
    await driver.stopped('instruction breakpoint');
    const [frame] = await driver.frames();
    assert.equal(BigInt(frame?.instructionPointerReference ?? 0), BigInt(`0x${address}`));
    const { instructions } = await driver.ask<{ instructions: { instruction: string }[] }>('disassemble', {
      memoryReference: `0x${address}`,
      instructionCount: 4,
    });
    assert.equal(instructions.length, 4);
    await finish(driver);
  });

  it('an i386 program on an x86_64 machine is debugged, which GDB alone refuses', async () => {
    const driver = await room.session(launchSample({}, { arch: 'x86_64' }));
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: AFTER }]);
    });
    const dialogue = await talk(room);
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    const frame = await driver.at('do_counter', AFTER);
    assert.deepEqual(
      (await driver.frames()).map(({ name }) => name),
      ['do_counter', 'run_line', 'kernel_main', 'start'],
    );
    assert.equal(valueOf(await driver.scope(frame, 'Locals'), 'before'), '0');
    const registers = await driver.scope(frame, 'Registers');
    const monitor = await room.machine.hmp('info registers');
    for (const name of ['eax', 'ebp', 'esp', 'eip', 'cr0'])
      assert.equal(
        BigInt(valueOf(registers, name)),
        BigInt(
          `0x${new RegExp(`(?:${name.toUpperCase().replace('E', '[RE]')})=([0-9a-f]+)`).exec(monitor)?.[1]}`,
        ),
        name,
      );
    await driver.ask('setVariable', { variablesReference: registers.reference, name: 'esi', value: '0x77' });
    assert.match(await room.machine.hmp('info registers'), /[RE]SI=0*77\b/);
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    await driver.ask('continue', { threadId: 1 });
    await dialogue.hear('counter 1');
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    await finish(driver);
  });
});
