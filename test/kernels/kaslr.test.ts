import assert from 'node:assert/strict';
import { DebugRoom } from '../support/debugRoom';
import { finish } from '../support/sampleDebug';
import { debianAmd64, debianArm64, SYMBOLS_LIMIT_MS } from './debianKernels';
import { riscvLinux } from './riscvLinux';

/** Run once, before there are processes. */
const EARLY = 'rest_init';

describe('a Linux kernel that moves itself (KASLR), debugged with its symbols', function () {
  this.timeout(SYMBOLS_LIMIT_MS * 2);
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(() => room.closeEmpty());

  for (const [arch, kernel, caller] of [
    ['x86-64', () => debianAmd64(), 'arch_call_rest_init'],
    ['arm64', debianArm64, 'arch_call_rest_init'],
    ['riscv64', riscvLinux, 'start_kernel'],
  ] as const) {
    it(`a ${arch} kernel that moves itself stops at functions whose breakpoints were set before the start, with the right names`, async () => {
      const { vmlinux, configuration } = kernel(room.room.scratch);
      const driver = await room.session({ ...configuration, request: 'launch', program: vmlinux });
      await driver.begin('launch', async () => {
        await driver.ask('setFunctionBreakpoints', {
          breakpoints: [{ name: EARLY }, { name: 'kernel_init_freeable' }],
        });
      });
      await driver.stopped('function breakpoint', SYMBOLS_LIMIT_MS);
      assert.match(driver.output, /\(KASLR\)/);
      assert.deepEqual(
        (await driver.frames()).slice(0, 2).map(({ name }) => name),
        [EARLY, caller],
      );
      let names: readonly string[];
      do {
        await driver.ask('continue', { threadId: 1 });
        await driver.stopped('function breakpoint');
        names = (await driver.frames()).map(({ name }) => name);
        // On arm64 GDB has a second place in the same function, behind its patchable entry.
      } while (names[0] === EARLY);
      assert.deepEqual(names.slice(0, 2), ['kernel_init_freeable', 'kernel_init']);
      await finish(driver);
    });
  }
});
