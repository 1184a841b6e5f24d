import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { MachineConfiguration } from '../../src/api';

const SOURCES = resolve(__dirname, 'long');

export const LONG_MAIN_C = join(SOURCES, 'main.c');

/** A 64-bit x86 kernel, built from its sources into this folder. */
export function longModeGuest(
  folder: string,
  changes: Partial<MachineConfiguration> = {},
): MachineConfiguration {
  const kernel = join(folder, 'long.elf');
  const options = ['-m64', '-O0', '-g', '-ffreestanding', '-fno-pic', '-no-pie', '-fno-stack-protector'];
  const code = ['-mno-red-zone', '-mgeneral-regs-only', '-fcf-protection=none'];
  const link = ['-nostdlib', '-static', '-Wl,-Ttext=0x100000', '-Wl,-e,start32', '-Wl,--build-id=none'];
  const sources = ['boot.S', 'main.c'].map((name) => join(SOURCES, name));
  execFileSync('gcc', [...options, ...code, ...link, '-o', kernel, ...sources]);
  return { type: 'qemu', name: 'long', kernel, memory: 64, network: 'none', ...changes };
}
