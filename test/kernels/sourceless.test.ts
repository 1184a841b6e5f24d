import assert from 'node:assert/strict';
import { DebugRoom } from '../support/debugRoom';
import { finish } from '../support/sampleDebug';
import { debianAmd64, SYMBOLS_LIMIT_MS } from './debianKernels';

describe('a kernel of Debian’s, whose sources are not here', function () {
  this.timeout(SYMBOLS_LIMIT_MS * 2);
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  it('a Debian kernel without its sources stops in a frame with a name, a line and no path that an editor could offer to create', async () => {
    const { vmlinux, configuration } = debianAmd64();
    const driver = await room.session({ ...configuration, request: 'launch', program: vmlinux });
    await driver.begin('launch', async () => {
      await driver.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'kernel_init_freeable' }] });
    });
    await driver.stopped('function breakpoint', SYMBOLS_LIMIT_MS);
    const frames = await driver.frames();
    assert.deepEqual(
      frames.map(({ name }) => name),
      ['kernel_init_freeable', 'kernel_init', 'ret_from_fork'],
    );
    const [frame] = frames;
    assert.equal(frame?.source?.name, 'main.c');
    assert.ok(frame.line > 0);
    for (const { source, instructionPointerReference } of frames) {
      assert.equal(source?.path, undefined);
      // What an editor shows instead of a source.
      assert.match(instructionPointerReference ?? '', /^0xffffffff/);
    }
    const { instructions } = await driver.ask<{ instructions: { address: string; symbol?: string }[] }>(
      'disassemble',
      { memoryReference: frame.instructionPointerReference, instructionCount: 4 },
    );
    assert.equal(BigInt(instructions[0]?.address ?? 0), BigInt(frame.instructionPointerReference ?? 1));
    await finish(driver);
  });
});
