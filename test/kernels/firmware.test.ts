import assert from 'node:assert/strict';
import { valueOf, type DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { finish, lineOf, setBreakpoints } from '../support/sampleDebug';
import { FIRMWARE_C, firmware } from './firmware';

const LENGTH = lineOf(FIRMWARE_C, 'greeting->length = measure(greeting);');
const TICK = lineOf(FIRMWARE_C, 'ticks = before + 1;');

describe('firmware of a Cortex-M3 that talks by semihosting', () => {
  let room: DebugRoom;
  let dialogue: Dialogue;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  async function begun(breakpoints: readonly { line: number }[]): Promise<DebugDriver> {
    const driver = await room.session({ ...firmware(room.room.scratch), request: 'launch' });
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, FIRMWARE_C, breakpoints);
    });
    dialogue = new Dialogue(room.machine.ports[0]!.serial, '\n', room.room.tasks.signal);
    return driver;
  }

  const names = async (driver: DebugDriver): Promise<string[]> =>
    (await driver.frames()).map(({ name }) => name);

  it('firmware of a Cortex-M3 stops at a line, steps into and out of functions, shows text, and does it again after a restart', async () => {
    const driver = await begun([{ line: LENGTH }]);
    for (let round = 0; round < 2; round++) {
      await driver.stopped('breakpoint');
      assert.deepEqual((await names(driver)).slice(0, 2), ['greet', 'main']);
      const frame = await driver.at('greet', LENGTH);
      assert.equal(await driver.evaluate('greeting->name', frame, 'watch'), '"Ada"');
      await driver.ask('stepIn', { threadId: 1 });
      await driver.stopped('step');
      await driver.at('measure');
      await driver.ask('stepOut', { threadId: 1 });
      await driver.stopped('step');
      await driver.ask('next', { threadId: 1 });
      await driver.stopped('step');
      assert.equal(await driver.evaluate('greeting->length', await driver.at('greet')), '3');
      if (round === 0) await driver.ask('restart');
      else await driver.ask('continue', { threadId: 1 });
    }
    await driver.stopped('breakpoint');
    await dialogue.hear('hello Ada, 3 letters\n');
    assert.equal(await driver.evaluate('greeting->name', await driver.at('greet'), 'watch'), '"Grace"');
    await finish(driver);
  });

  it('firmware of a Cortex-M3 has in its terminal what a C library prints, by characters and by the console’s file, in order', async () => {
    const driver = await begun([]);
    await dialogue.hear('a line by characters\na line by a file\nhello Ada, 3 letters\nhello Grace');
    await finish(driver);
  });

  it('firmware of a Cortex-M3 stops in an interrupt’s handler, and shows what was interrupted', async () => {
    const driver = await begun([{ line: TICK }]);
    await driver.stopped('breakpoint');
    const frame = await driver.at('arm_systick_isr', TICK);
    const before = Number(valueOf(await driver.scope(frame, 'Locals'), 'before'));
    const [, border, interrupted] = await names(driver);
    assert.equal(border, '<signal handler called>');
    assert.ok(interrupted !== undefined && /^\w+$/.test(interrupted), interrupted);
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    assert.equal(Number(await driver.evaluate('ticks', await driver.at('arm_systick_isr'))), before + 1);
    await finish(driver);
  });

  it('firmware of a Cortex-M3 is answered for each character that is typed, and from QEMU 8.0 on with that character', async () => {
    const driver = await begun([]);
    await dialogue.hear('characters\n');
    await dialogue.say('abc');
    const heard: string[] = [];
    for (let count = 0; count < 3; count++) heard.push((await dialogue.hear(/\d+\n/)).text.trim());
    // Before, SYS_READC returns what memory held before the character is written into it (console_read in
    // semihosting/syscalls.c): not what was typed, whatever the port does.
    if (Number.parseInt(room.machine.qemuVersion) >= 8) assert.deepEqual(heard, ['97', '98', '99']);
    await finish(driver);
  });
});
