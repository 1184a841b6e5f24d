import assert from 'node:assert/strict';
import { parseRegisters, programCounter } from '../../src/machine/facts/registers';
import { LAB_CPP, labGuest } from '../guests/guests';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { finish, lineOf, setBreakpoints } from '../support/sampleDebug';
import { until } from '../support/until';

const OTHERS = lineOf(LAB_CPP, '__atomic_add_fetch');
/** Where the lab's kernel is in memory. */
const KERNEL = { from: 0x100000n, to: 0x200000n };

describe('debugging a machine with several processors', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(() => room.closeEmpty());

  it('a session restarts after a stop on another processor than the first, again and again', async () => {
    const driver = await room.session({ ...labGuest(room.room.scratch, { smp: 3 }), request: 'launch' });
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, LAB_CPP, [{ line: OTHERS }]);
    });
    for (let round = 0; round < 3; round++) {
      const { threadId = 0 } = await driver.stopped('breakpoint');
      assert.ok(threadId > 1, `vCPU ${threadId - 1}`);
      assert.equal((await driver.frames(threadId))[0]?.name, 'ap_main');
      await driver.ask('restart');
    }
    await driver.stopped('breakpoint');
    await finish(driver);
  });

  it('a session without symbols restarts after a stop on another processor, and goes on', async () => {
    const machine = labGuest(room.room.scratch, { smp: 2 });
    const driver = await room.session({ ...machine, request: 'launch', debugger: 'none' });
    await driver.begin('launch');
    await pausedIn(room, driver, 2);
    await driver.ask('next', { threadId: 2 });
    await driver.stopped('step');
    await driver.ask('restart');
    await pausedIn(room, driver, 2);
    assert.deepEqual(
      driver.all('stopped').filter(({ body }) => (body as { reason: string }).reason === 'exception'),
      [],
    );
    await finish(driver);
  });

  it('a session without symbols says that a halted processor does not step, and goes on with the others', async () => {
    const machine = labGuest(room.room.scratch, { smp: 2 });
    const fields = { request: 'launch', debugger: 'none', stopAtEntry: true };
    const driver = await room.session({ ...machine, ...fields });
    await driver.begin('launch');
    await driver.stopped('entry');
    assert.match(await driver.refused('next', { threadId: 2 }), /vCPU 1 .* halted/);
    await driver.ask('continue', { threadId: 1 });
    await pausedIn(room, driver, 2);
    await finish(driver);
  });

  it('a session shows the processor that has panicked', async () => {
    const machine = labGuest(room.room.scratch, { smp: 3, args: ['-device', 'pvpanic'] });
    const driver = await room.session({ ...machine, request: 'launch' });
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, LAB_CPP, [{ line: lineOf(LAB_CPP, 'for (int i = 0;') }]);
    });
    await driver.stopped('breakpoint');
    const [frame] = await driver.frames();
    await driver.evaluate('panic_on_other = 2', frame);
    await driver.ask('continue', { threadId: 1 });
    const { threadId = 0, text } = await driver.stopped('exception');
    assert.match(text ?? '', /reported a panic/);
    const names = (await driver.frames(threadId)).map(({ name }) => name);
    assert.deepEqual(names.slice(0, 2), ['outb', 'ap_main']);
    await finish(driver);
  });
});

/** Lets the guest run until a vCPU executes the kernel, which starts it by and by, and pauses it there. */
async function pausedIn(room: DebugRoom, driver: DebugDriver, threadId: number): Promise<void> {
  const inKernel = (address: bigint | undefined): boolean =>
    address !== undefined && address >= KERNEL.from && address < KERNEL.to;
  // Not by pausing again and again: on a busy computer the guest would get nowhere in between.
  await until(`vCPU ${threadId - 1} executes the kernel`, async () => {
    const registers = await room.machine.qmp('human-monitor-command', {
      'command-line': 'info registers',
      'cpu-index': threadId - 1,
    });
    return inKernel(programCounter(parseRegisters(String(registers))));
  });
  await driver.ask('pause', { threadId });
  await driver.stopped('pause');
  const [frame] = await driver.frames(threadId);
  const address = BigInt(frame?.instructionPointerReference ?? 0);
  assert.ok(inKernel(address), `0x${address.toString(16)}`);
}
