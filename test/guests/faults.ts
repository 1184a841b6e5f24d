import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { MachineConfiguration } from '../../src/api';

/** From the root: tests in VS Code run from a bundle elsewhere. */
const SOURCES = resolve(__dirname, '../../test/guests/faults');

/** A page fault that a guest provokes. */
export type ProvokedFault = 'x86_64' | 'x86_64-readonly' | 'x86_64-triple' | 'i386' | 'aarch64' | 'riscv64';

interface Recipe {
  readonly source: string;
  readonly compiler: string;
  readonly options: readonly string[];
  readonly machine: Partial<MachineConfiguration>;
}

const PC = ['-Wl,-e,start32', '-Wl,-Ttext=0x100000'];

const RECIPES: Readonly<Record<ProvokedFault, Recipe>> = {
  x86_64: { source: 'x86_64.S', compiler: 'gcc', options: ['-m64', ...PC], machine: { memory: 16 } },
  'x86_64-readonly': {
    source: 'x86_64.S',
    compiler: 'gcc',
    options: ['-m64', '-DREAD_ONLY', ...PC],
    machine: { memory: 16 },
  },
  'x86_64-triple': {
    source: 'x86_64.S',
    compiler: 'gcc',
    options: ['-m64', '-DTRIPLE_FAULT', ...PC],
    machine: { memory: 16 },
  },
  i386: {
    source: 'i386.S',
    compiler: 'gcc',
    options: ['-m32', ...PC],
    machine: { arch: 'i386', memory: 32 },
  },
  aarch64: {
    source: 'aarch64.S',
    compiler: 'aarch64-linux-gnu-gcc',
    options: ['-Wl,-e,start', '-Wl,-Ttext=0x40080000'],
    machine: {},
  },
  riscv64: {
    source: 'riscv64.S',
    compiler: 'riscv64-linux-gnu-gcc',
    options: ['-Wl,-e,start', '-Wl,-Ttext=0x80000000'],
    machine: { bios: 'none' },
  },
};

/** A guest that maps memory, faults at `culprit` and stays in its handler, `on_fault`; built into this folder. */
export function faultGuest(fault: ProvokedFault, folder: string): MachineConfiguration {
  const { source, compiler, options, machine } = RECIPES[fault];
  const kernel = join(folder, `fault-${fault}.elf`);
  const link = ['-g', '-nostdlib', '-static', '-no-pie', '-Wl,--build-id=none', '-Wl,--no-warn-rwx-segments'];
  // Code and tables are in one segment, which may be written.
  execFileSync(compiler, [...link, '-Wl,--omagic', ...options, '-o', kernel, join(SOURCES, source)]);
  return { type: 'qemu', name: `fault-${fault}`, kernel, network: 'none', ...machine };
}
