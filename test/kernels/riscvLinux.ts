import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { KERNELS_FOLDER, present } from '../guests/paths';
import { REMEDY, type KernelWithSymbols } from './debianKernels';

const FOLDER = join(KERNELS_FOLDER, 'riscv64');

/** What the machine has, which its device tree says, too. */
const MEMORY = 256;
const PROCESSORS = 2;

/** Linux moves itself by what it finds here, and QEMU puts nothing there (as of 10.0). */
const SEED = '/ { chosen { kaslr-seed = <0x01234567 0x89abcdef>; }; };\n';

/** Linux for riscv64 with KASLR, which panics for want of a first process. */
export function riscvLinux(folder: string): KernelWithSymbols {
  const configuration: MachineConfiguration = {
    type: 'qemu',
    name: 'linux-riscv64',
    arch: 'riscv64',
    machine: 'virt',
    memory: MEMORY,
    smp: PROCESSORS,
    kernel: present(join(FOLDER, 'Image'), REMEDY),
    dtb: seededTree(folder),
    // QEMU 7.2 describes its processors in the old way only.
    append: 'console=ttyS0 riscv_isa_fallback',
    network: 'none',
  };
  return { vmlinux: present(join(FOLDER, 'vmlinux'), REMEDY), configuration };
}

/** QEMU's own device tree for the machine, and a seed in it. */
function seededTree(folder: string): string {
  const compiler = present(join(FOLDER, 'dtc'), REMEDY);
  const [own, source, seeded] = ['own.dtb', 'seeded.dts', 'seeded.dtb'].map((name) => join(folder, name));
  if (!own || !source || !seeded) throw new Error('unreachable');
  const machine = ['-machine', `virt,dumpdtb=${own}`, '-m', String(MEMORY), '-smp', String(PROCESSORS)];
  execFileSync('qemu-system-riscv64', [...machine, '-display', 'none'], { stdio: 'ignore' });
  // It warns of what QEMU writes unlike others.
  const quiet = ['--quiet', '--quiet'];
  execFileSync(compiler, [...quiet, '-I', 'dtb', '-O', 'dts', '-o', source, own]);
  writeFileSync(source, readFileSync(source, 'utf8') + SEED);
  execFileSync(compiler, [...quiet, '-I', 'dts', '-O', 'dtb', '-o', seeded, source]);
  return seeded;
}
