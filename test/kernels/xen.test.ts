import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { KERNELS_FOLDER, present } from '../guests/paths';
import { DebugRoom } from '../support/debugRoom';
import { finish, lineOf, setBreakpoints } from '../support/sampleDebug';
import { debianAmd64, REMEDY } from './debianKernels';

describe('Xen on two processors of a PC, with a Linux as its first guest', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  it('Xen stops on the second processor by source, is stepped, restarts from there, and goes on to its guest', async () => {
    const folder = realpathSync(present(join(KERNELS_FOLDER, 'xen', 'source', 'xen'), REMEDY));
    const smpboot = join(folder, 'arch', 'x86', 'smpboot.c');
    const driver = await room.session({
      type: 'qemu',
      name: 'xen',
      request: 'launch',
      memory: 512,
      smp: 2,
      kernel: present(join(folder, 'xen'), REMEDY),
      initrd: debianAmd64().configuration.kernel,
      append: 'com1=115200 console=com1 noreboot',
      program: present(join(folder, 'xen-syms'), REMEDY),
      network: 'none',
    });
    const line = lineOf(smpboot, '    initialize_cpu_data(cpu);');
    await driver.begin('launch', async () => {
      const [breakpoint] = await setBreakpoints(driver, smpboot, [{ line }]);
      assert.deepEqual([breakpoint?.verified, breakpoint?.line], [true, line]);
      await driver.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'construct_dom0' }] });
    });
    for (let round = 0; round < 2; round++) {
      const { threadId = 0 } = await driver.stopped('breakpoint');
      assert.equal(threadId, 2);
      const [frame] = await driver.frames(threadId);
      assert.ok(frame);
      assert.deepEqual([frame.name, frame.source?.path, frame.line], ['start_secondary', smpboot, line]);
      assert.equal(await driver.evaluate('cpu', frame), '1');
      await driver.ask('next', { threadId });
      await driver.stopped('step');
      const [after] = await driver.frames(threadId);
      assert.equal(after?.name, 'start_secondary');
      assert.ok(after.line > line);
      if (round === 0) await driver.ask('restart');
      else await driver.ask('continue', { threadId });
    }
    const { threadId = 0 } = await driver.stopped('function breakpoint');
    assert.equal(threadId, 1);
    const frames = await driver.frames(threadId);
    assert.equal(frames[0]?.name, 'construct_dom0');
    assert.ok(frames.some(({ name }) => name === '__start_xen'));
    assert.equal(await driver.evaluate('d->domain_id', frames[0]), '0');
    assert.ok((await driver.scope(frames[0], 'Locals')).variables.length > 0);
    await finish(driver);
  });
});
