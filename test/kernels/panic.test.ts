import assert from 'node:assert/strict';
import { LINUX_PROMPT } from '../guests/linux';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { finish } from '../support/sampleDebug';
import { assertHasInOrder, callTrace } from './callTrace';
import { debianAmd64, SYMBOLS_LIMIT_MS } from './debianKernels';

describe('a kernel of Debian’s that has moved itself (KASLR)', function () {
  this.timeout(SYMBOLS_LIMIT_MS * 2);
  let room: DebugRoom;
  let dialogue: Dialogue;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(() => room.closeEmpty());

  /** A session with the kernel at its shell, where GDB has been told how far it moved. */
  async function atShell(append = ''): Promise<DebugDriver> {
    const { vmlinux, configuration } = debianAmd64();
    const machine = { ...configuration, append: `${configuration.append ?? ''} ${append}` };
    const driver = await room.session({ ...machine, request: 'launch', program: vmlinux });
    await driver.begin('launch');
    dialogue = new Dialogue(room.machine.ports[0]!.serial, LINUX_PROMPT, room.room.tasks.signal);
    await dialogue.hear(LINUX_PROMPT, SYMBOLS_LIMIT_MS);
    assert.match(driver.output, /\(KASLR\)/);
    return driver;
  }

  it('a Debian kernel that has moved itself is shown at a pause with the functions that lie where the processor is, by its own table', async () => {
    const driver = await atShell();
    const table = await dialogue.ask('grep -w -e do_idle -e _text /proc/kallsyms');
    const addressOf = (name: string): bigint =>
      BigInt(`0x${new RegExp(`^([0-9a-f]{16}) . ${name}\\r?$`, 'm').exec(table)?.[1]}`);
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    const idle = (await driver.frames()).find(({ name }) => name === 'do_idle');
    assert.ok(idle, 'at the prompt the processor waits');
    const into = BigInt(idle.instructionPointerReference ?? 0) - addressOf('do_idle');
    assert.ok(into > 0n && into < 0x1000n, `do_idle + ${into}`);
    assert.equal(BigInt(await driver.evaluate('(unsigned long)&_text')), addressOf('_text'));
    await finish(driver);
  });

  it('a Debian kernel that has moved itself is shown after a panic with the stack that it has printed itself', async () => {
    const driver = await atShell();
    await dialogue.say('echo c > /proc/sysrq-trigger\r');
    await dialogue.hear('end Kernel panic');
    const printed = callTrace(await room.machine.ports[0]!.serial.text(0, room.room.tasks.signal));
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    await checkStack(driver, printed);
    await finish(driver);
  });

  it('a Debian kernel that resets itself after a panic is shown there, with the stack that it has printed', async () => {
    const driver = await atShell('panic=-1');
    await dialogue.say('echo c > /proc/sysrq-trigger\r');
    await driver.stopped('exception', SYMBOLS_LIMIT_MS);
    const printed = callTrace(await room.machine.ports[0]!.serial.text(0, room.room.tasks.signal));
    await checkStack(driver, printed);
    await finish(driver);
  });

  async function checkStack(driver: DebugDriver, printed: readonly string[]): Promise<void> {
    const ofPanic = printed.slice(printed.indexOf('panic'));
    assert.equal(ofPanic[0], 'panic', printed.join(' '));
    assert.ok(ofPanic.length > 5, ofPanic.join(' '));
    const names = (await driver.frames()).map(({ name }) => name);
    assertHasInOrder(names, ofPanic);
    assert.equal(names.at(-1), 'entry_SYSCALL_64');
  }
});
