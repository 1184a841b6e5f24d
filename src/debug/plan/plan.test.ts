import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfFile } from '../../../test/guests/elf';
import { NEVER } from '../../concurrency/timeout';
import { validateDebug } from '../../config/debug/debugValidate';
import { resolveDebug } from '../../config/debug/resolveDebug';
import type { Machine } from '../../machine/machine';
import { makePlan, type Plan, type PlanContext } from './plan';
import { entryAddress, readProgram } from './program';

const symbols = [{ name: 'main', value: 0x80000000n }];

describe('what is going to be debugged, and how', () => {
  let folder: string;
  let context: PlanContext;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-plan-'));
    await writeFile(join(folder, 'symbols.elf'), elfFile({ machine: 243, entry: 0x80000000n, symbols }));
    await writeFile(
      join(folder, 'stripped.elf'),
      elfFile({ machine: 243, sections: { '.text': { type: 1, content: Buffer.alloc(4) } } }),
    );
    await writeFile(join(folder, 'raw.bin'), 'raw');
    context = { findMachine: () => undefined, searchPath: folder, signal: NEVER };
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function install(name: string): Promise<string> {
    await writeFile(join(folder, name), '#!/bin/sh\n');
    await chmod(join(folder, name), 0o755);
    return join(folder, name);
  }

  const plan = (fields: object, more: Partial<PlanContext> = {}): Promise<Plan> => {
    const config = validateDebug({ type: 'qemu', request: 'launch', cwd: folder, ...fields });
    return makePlan(resolveDebug(config), { ...context, ...more });
  };

  it('a plan takes an odd entry of an Arm program for one of Thumb code, which is at the even address', () => {
    assert.equal(entryAddress({ arch: 'arm', entry: 0x8001n }), 0x8000n);
    assert.equal(entryAddress({ arch: 'i386', entry: 0x8001n }), 0x8001n);
    assert.equal(entryAddress(undefined), undefined);
  });

  it('a plan reads what an ELF file has', async () => {
    const program = await readProgram(join(folder, 'symbols.elf'));
    assert.deepEqual(program, {
      path: join(folder, 'symbols.elf'),
      arch: 'riscv64',
      entry: 0x80000000n,
      hasSymbols: true,
    });
    assert.equal((await readProgram(join(folder, 'stripped.elf')))?.hasSymbols, false);
    assert.equal(await readProgram(join(folder, 'raw.bin')), undefined);
    await writeFile(
      join(folder, 'mips.elf'),
      elfFile({ machine: 8, bits: 32, littleEndian: false, entry: 0x80001000n, symbols }),
    );
    const mips = await readProgram(join(folder, 'mips.elf'));
    assert.deepEqual([mips?.arch, mips?.hasSymbols, mips?.entry], ['mips', true, 0x80001000n]);
  });

  it('a plan is for GDB where there are symbols and a GDB', async () => {
    const gdb = await install('gdb-multiarch');
    for (const fields of [{ kernel: 'symbols.elf' }, { kernel: 'raw.bin', program: 'symbols.elf' }]) {
      const made = await plan(fields);
      assert.deepEqual([made.kind, made.gdb, made.note, made.failure], ['gdb', gdb, '', undefined]);
      assert.equal(made.program?.path, join(folder, 'symbols.elf'));
    }
  });

  it('a plan takes a 64-bit kernel in a 32-bit Multiboot file for what it is', async () => {
    await install('gdb');
    await writeFile(join(folder, 'wrapped.elf'), elfFile({ machine: 3, bits: 32 }));
    await writeFile(join(folder, 'inner.elf'), elfFile({ machine: 62, symbols }));
    const wrapped = await plan({ kernel: 'wrapped.elf', program: 'inner.elf' });
    assert.deepEqual([wrapped.kind, wrapped.image?.arch], ['gdb', 'x86_64']);
    assert.equal((await plan({ kernel: 'wrapped.elf' })).image?.arch, 'i386');
  });

  it('a plan is for QEMU alone where something is missing, and says what', async () => {
    assert.match((await plan({ kernel: 'symbols.elf' })).note, /No GDB for riscv64/);
    await install('gdb-multiarch');
    for (const [fields, why] of [
      [{ kernel: 'stripped.elf' }, /stripped\.elf has no symbols/],
      [{ kernel: 'raw.bin', arch: 'arm' }, /no ELF file/],
      [{}, /no ELF file/],
    ] as const) {
      const made = await plan(fields);
      assert.equal(made.kind, 'none');
      assert.match(made.note, why);
    }
    const wanted = await plan({ kernel: 'symbols.elf', debugger: 'none' });
    assert.deepEqual([wanted.kind, wanted.note], ['none', '']);
    const running = await plan({ kernel: 'symbols.elf', debugger: 'gdb' }, { noDebug: true });
    assert.deepEqual([running.kind, running.noDebug], ['none', true]);
  });

  it('a plan keeps what is wrong for the launch', async () => {
    for (const [fields, why] of [
      [{ program: 'missing.elf' }, /missing\.elf does not exist/],
      [{ program: 'raw.bin' }, /not an ELF file/],
      [{ kernel: 'symbols.elf', debugger: 'gdb' }, /No GDB for riscv64/],
      [{ kernel: 'symbols.elf', gdb: './no-gdb' }, /not an executable program/],
    ] as const)
      assert.match((await plan(fields)).failure?.message ?? '', why);
    const stripped = await plan({ kernel: 'stripped.elf', gdb: await install('my-gdb') });
    assert.equal(stripped.kind, 'gdb', 'a person who names a GDB wants it');
  });

  it('a plan takes the kernel of the machine that it attaches to', async () => {
    const gdb = await install('gdb-multiarch');
    const machine = { arch: 'riscv64', config: { kernel: join(folder, 'symbols.elf') } };
    const found = (): Machine => machine as unknown as Machine;
    const made = await plan({ request: 'attach', machine: 'm' }, { findMachine: found });
    assert.deepEqual([made.kind, made.gdb, made.program?.path], ['gdb', gdb, join(folder, 'symbols.elf')]);
    const stub = await plan({ request: 'attach', gdbStub: 'tcp:localhost:1234' });
    assert.deepEqual([stub.kind, stub.gdb], ['gdb', gdb]);
    assert.equal((await plan({ request: 'attach', qmp: 'unix:/q' })).kind, 'none');
  });
});
