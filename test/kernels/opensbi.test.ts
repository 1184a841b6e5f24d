import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { KERNELS_FOLDER, present } from '../guests/paths';
import { valueOf } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { finish, lineOf, setBreakpoints } from '../support/sampleDebug';
import { REMEDY } from './debianKernels';
import { GUARD_MS } from '../support/until';

/** The number of the extension that prints, as the RISC-V SBI specification has it: "DBCN". */
const DEBUG_CONSOLE = 0x4442434e;

interface Opensbi {
  readonly program: string;
  readonly configuration: MachineConfiguration;
  readonly ecall: string;
}

/** OpenSBI with a kernel that prints one line, on two harts. */
function opensbi(): Opensbi {
  const source = realpathSync(present(join(KERNELS_FOLDER, 'opensbi', 'source'), REMEDY));
  const program = present(join(source, 'build/platform/generic/firmware/fw_payload.elf'), REMEDY);
  const configuration = {
    type: 'qemu',
    name: 'opensbi',
    machine: 'virt',
    smp: 2,
    bios: program,
    network: 'none',
  } as const;
  return { program, configuration, ecall: join(source, 'lib/sbi/sbi_ecall.c') };
}

describe('OpenSBI on two harts of a riscv64 machine', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  it('OpenSBI stops on either hart, is stepped, shows its call and its stack, and restarts from a stop on the second', async () => {
    const { program, configuration, ecall } = opensbi();
    const driver = await room.session({ ...configuration, request: 'launch', program });
    const line = lineOf(ecall, 'ext = sbi_ecall_find_extension(extension_id);');
    await driver.begin('launch', async () => {
      const [breakpoint] = await setBreakpoints(driver, ecall, [{ line }]);
      assert.equal(breakpoint?.verified, true);
      await driver.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'init_warmboot' }] });
    });
    const { threadId: second = 0 } = await driver.stopped('function breakpoint');
    assert.deepEqual((await names(second)).slice(0, 2), ['init_warmboot', 'sbi_init']);
    const { threads } = await driver.ask<{ threads: { id: number }[] }>('threads');
    assert.equal(threads.length, 2);

    await driver.ask('continue', { threadId: second });
    const { threadId: first = 0 } = await driver.stopped('breakpoint');
    assert.notEqual(first, second);
    // Another one where the processor has the hypervisor extension.
    assert.match((await names(first)).join(' '), /^sbi_ecall_handler sbi_trap_handler _trap_handler\w*$/);
    const [frame] = await driver.frames(first);
    assert.ok(frame);
    assert.deepEqual([frame.source?.path, frame.line], [ecall, line]);
    const locals = await driver.scope(frame, 'Locals');
    assert.equal(Number(valueOf(locals, 'extension_id')), DEBUG_CONSOLE);
    await driver.ask('next', { threadId: first });
    await driver.stopped('step');
    const [after] = await driver.frames(first);
    assert.ok(after && after.line > line);
    assert.equal(await driver.evaluate('ext->extid_start', after), String(DEBUG_CONSOLE));
    await driver.ask('continue', { threadId: first });
    const { serial } = room.machine.ports[0]!;
    await serial.waitFor('Test payload running', { timeoutMs: GUARD_MS, from: 0 }, room.room.tasks.signal);

    await driver.ask('restart');
    const { threadId = 0 } = await driver.stopped('function breakpoint');
    assert.equal((await names(threadId))[0], 'init_warmboot');
    await driver.ask('restart');
    await driver.stopped('function breakpoint');
    await finish(driver);

    async function names(thread: number): Promise<string[]> {
      return (await driver.frames(thread)).map(({ name }) => name);
    }
  });
});
