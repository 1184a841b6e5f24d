import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfFile } from '../../../test/guests/elf';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { MachineConfiguration } from '../../config/types';
import { resolveMachine, type ResolvedMachine } from './resolve';
import type { StartError } from '../errors/startErrors';

describe('resolveMachine', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resolve-'));
    const segments = [{ address: 0x8000_0000n, memorySize: 0x1000n }];
    await writeFile(join(folder, 'riscv.elf'), elfFile({ machine: 243, segments }));
    await writeFile(join(folder, 'arm.elf'), elfFile({ machine: 183, segments }));
    await writeFile(join(folder, 'raw.bin'), 'raw');
  });
  after(() => rm(folder, { recursive: true }));

  function resolve(config: Partial<MachineConfiguration>): Promise<ResolvedMachine> {
    return resolveMachine(resolveConfiguration({ type: 'qemu', cwd: folder, ...config }));
  }

  it('resolveMachine needs no more than a kernel', async () => {
    const riscv = await resolve({ kernel: 'riscv.elf' });
    assert.deepEqual(
      [riscv.arch, riscv.machine, riscv.cpu, riscv.bios, riscv.name],
      ['riscv64', 'virt', undefined, 'none', 'riscv'],
    );
    const arm = await resolve({ kernel: join(folder, 'arm.elf') });
    assert.deepEqual([arm.arch, arm.machine, arm.cpu, arm.bios], ['aarch64', 'virt', 'max', undefined]);
  });

  it('resolveMachine leaves a machine its own CPU, and a firmware that was asked for', async () => {
    const pi = await resolve({ kernel: 'arm.elf', machine: 'raspi3b' });
    assert.deepEqual([pi.machine, pi.cpu], ['raspi3b', undefined]);
    const virt = await resolve({ kernel: 'arm.elf', machine: 'virt,gic-version=3' });
    assert.equal(virt.cpu, 'max');
    assert.equal((await resolve({ kernel: 'riscv.elf', bios: 'default' })).bios, 'default');
  });

  it('resolveMachine goes by what is most explicit', async () => {
    assert.equal((await resolve({ kernel: 'riscv.elf', arch: 'riscv32' })).arch, 'riscv32');
    assert.equal((await resolve({ kernel: 'raw.bin', qemuPath: '/x/qemu-system-sparc' })).arch, 'sparc');
    assert.equal((await resolve({})).arch, 'x86_64');
    assert.equal((await resolve({ bios: 'bios-256k.bin' })).arch, 'x86_64');
  });

  it('resolveMachine says what to do where it cannot tell', async () => {
    await assert.rejects(resolve({ kernel: 'raw.bin' }), (error: StartError) => {
      assert.match(error.message, /kernel: .*raw\.bin does not say/);
      return /Set "arch"/.test(error.hint);
    });
    await assert.rejects(resolve({ kernel: 'nope.elf' }), /kernel: .*nope\.elf does not exist/);
    await assert.rejects(resolve({ bios: './raw.bin' }), /bios: .*does not say/);
  });

  it('resolveMachine does not look at an image that is known already', async () => {
    const config = resolveConfiguration({ type: 'qemu', kernel: '/nowhere' });
    const { arch } = await resolveMachine(config, { format: 'elf', arch: 'sparc' });
    assert.equal(arch, 'sparc');
  });

  it('resolveMachine changes the environment', async () => {
    const { env } = await resolve({ env: { PATH: null, HELLO: 'x' } });
    assert.deepEqual([env['PATH'], env['HELLO']], [undefined, 'x']);
    assert.ok(process.env['PATH']);
  });
});
