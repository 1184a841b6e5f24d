import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { MachineConfiguration } from '../../src/api';
import type { Machine } from '../../src/machine/machine';
import { type CrossArchitecture, crossTool } from '../guests/cross';
import { sampleGuest, ubootArm64, ubootRiscv64, UBOOT_AUTOBOOT, UBOOT_PROMPT } from '../guests/guests';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { finish, lineOf, setBreakpoints, talk } from '../support/sampleDebug';
import { until } from '../support/until';

/** A loop that waits. What is in the guest's memory there is the guest's own code. */
const WAITS = `.text
.globl waits
.type waits, %function
waits: nop
`;
/** As a kernel module is: linked to nothing, with a part that only its start needs. */
const DRIVER = `.section .init.text, "ax"
.globl driver_start
driver_start: nop
.text
.skip 16
.globl driver_entry
driver_entry: nop
`;

describe('debugging what a guest says it has loaded', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  /** The only breakpoint, as the editor was told of it last. */
  function breakpoint(driver: DebugDriver): DebugProtocol.Breakpoint | undefined {
    return (driver.all('breakpoint').at(-1) as DebugProtocol.BreakpointEvent | undefined)?.body.breakpoint;
  }

  const place = (address: bigint): string => `0x${address.toString(16).padStart(16, '0')}`;

  const boards: [CrossArchitecture, () => MachineConfiguration, RegExp][] = [
    ['aarch64', ubootArm64, /PC=([0-9a-f]{16})/],
    ['riscv64', ubootRiscv64, / pc +([0-9a-f]{16})/],
  ];
  for (const [arch, config, counter] of boards)
    it(`a breakpoint in U-Boot on ${arch} moves with U-Boot when bdinfo tells where it lies, and back at a reset`, async () => {
      const ran = join(room.room.scratch, 'ran.log');
      const machine = await room.room.start({ ...config(), args: ['-d', 'in_asm', '-D', ran] });
      await toPrompt(machine, 0);
      const { running, slide } = await whereItWaits(machine, counter, ran);
      const linked = running - slide;
      const program = join(room.room.scratch, `u-boot-${arch}`);
      const assembly = `${program}.S`;
      writeFileSync(assembly, WAITS);
      const options = [
        '-g',
        '-nostdlib',
        '-static',
        `-Wl,-Ttext=0x${linked.toString(16)}`,
        '-Wl,--build-id=none',
      ];
      crossTool(arch, 'gcc', [...options, '-Wl,-e,waits', '-o', program, assembly]);

      const driver = await room.session({ type: 'qemu', request: 'attach', machine: machine.name, program });
      await driver.begin('attach', async () => {
        const breakpoints = await setBreakpoints(driver, assembly, [
          { line: lineOf(assembly, 'waits: nop') },
        ]);
        assert.equal(breakpoints[0]?.instructionReference, place(linked));
      });
      // What it said before the session is known, too.
      await driver.stopped('breakpoint');
      assert.equal((await driver.frames())[0]?.instructionPointerReference, place(running));
      assert.equal(breakpoint(driver)?.instructionReference, place(running));
      await driver.says(new RegExp(`moved itself by 0x${slide.toString(16)}`));

      const from = (await machine.ports[0]!.serial.text(0, room.room.tasks.signal)).length;
      await driver.ask('restart');
      await until('the breakpoint is back', () => breakpoint(driver)?.instructionReference === place(linked));
      const uboot = await toPrompt(machine, from);
      await uboot.say('bdinfo\r');
      await driver.stopped('breakpoint');
      assert.equal((await driver.frames())[0]?.instructionPointerReference, place(running));
      await driver.ask('disconnect');
      await machine.stop();
    });

  async function toPrompt(machine: Machine, from: number): Promise<Dialogue> {
    const uboot = new Dialogue(machine.ports[0]!.serial, UBOOT_PROMPT, room.room.tasks.signal);
    uboot.at = from;
    await uboot.hear(UBOOT_AUTOBOOT);
    await uboot.say(' ');
    await uboot.hear(UBOOT_PROMPT);
    return uboot;
  }

  /**
   * An address of the loop in which U-Boot waits for a key, and by how much it has moved itself. It did not come by there before it
   * moved: a breakpoint would stop it with the first character that it prints.
   * @param ran QEMU's log of what has run.
   */
  async function whereItWaits(
    machine: Machine,
    counter: RegExp,
    ran: string,
  ): Promise<{ running: bigint; slide: bigint }> {
    const uboot = new Dialogue(machine.ports[0]!.serial, UBOOT_PROMPT, room.room.tasks.signal);
    uboot.at = (await machine.ports[0]!.serial.text(0, room.room.tasks.signal)).length;
    const slide = BigInt(/^reloc off += (0x[0-9a-f]+)/m.exec(await uboot.ask('bdinfo'))?.[1] ?? '');
    const log = readFileSync(ran, 'utf8');
    let running = 0n;
    await until('it waits where it had not been', async () => {
      await machine.pause();
      running = BigInt(`0x${counter.exec(await machine.hmp('info registers'))?.[1] ?? ''}`);
      await machine.resume();
      return !new RegExp(`^0x0*${(running - slide).toString(16)}:`, 'm').test(log);
    });
    return { running, slide };
  }

  it('a breakpoint in an image that the guest loads waits for it, stops there, and waits again after a reset', async () => {
    const { kernel = '' } = sampleGuest();
    const symbols = execFileSync('nm', [kernel], { encoding: 'utf8' });
    const entry = BigInt(`0x${/^([0-9a-f]+) T do_counter$/m.exec(symbols)?.[1] ?? ''}`);
    const folder = room.room.scratch;
    const assembly = join(folder, 'driver.S');
    writeFileSync(assembly, DRIVER);
    execFileSync('gcc', ['-m32', '-g', '-c', '-o', join(folder, 'driver.elf'), assembly]);
    room.folders.push(folder);

    const loadRules = [{ trigger: 'driver at', pattern: '(?<name>driver) at (?<text>0x[0-9a-f]+)' }];
    const driver = await room.session({ ...sampleGuest({ loadRules }), request: 'launch' });
    await driver.begin('launch', async () => {
      const line = lineOf(assembly, 'driver_entry: nop');
      const [set] = await setBreakpoints(driver, assembly, [{ line }]);
      assert.equal(set?.verified, false);
    });
    const guest = await talk(room);
    await guest.ask(`driver at 0x${(entry - 16n).toString(16)}`);
    await until('the breakpoint has a place', () => breakpoint(driver)?.verified === true);
    await driver.says(/has loaded: driver\.elf/);
    await guest.say('counter\r');
    await driver.stopped('breakpoint');
    assert.equal(BigInt((await driver.frames())[0]?.instructionPointerReference ?? 0), entry);
    // What only its start needs is nowhere, not at 0 where something else may be.
    await driver.evaluate('>info address driver_start');
    await until('GDB says where', () => /driver_start.* 0xdead/.test(driver.output));

    await driver.ask('restart');
    await until('the breakpoint waits again', () => breakpoint(driver)?.verified === false);
    await finish(driver);
  });
});
