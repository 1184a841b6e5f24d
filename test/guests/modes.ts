import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { MachineConfiguration } from '../../src/api';

export const MODES_BOOT_S = resolve(__dirname, 'modes', 'boot.S');

/** A boot sector that goes from real to protected mode, built into this folder, and its symbol file. */
export function modesGuest(folder: string): {
  readonly machine: MachineConfiguration;
  readonly program: string;
} {
  const [object, program, image] = ['o', 'elf', 'img'].map((ending) => join(folder, `modes.${ending}`));
  if (!object || !program || !image) throw new Error('unreachable');
  execFileSync('as', ['--32', '-g', '-o', object, MODES_BOOT_S]);
  execFileSync('ld', ['-m', 'elf_i386', '-Ttext', '0x7c00', '-e', 'begin', '-o', program, object]);
  execFileSync('objcopy', ['-O', 'binary', '-j', '.text', program, image]);
  const machine: MachineConfiguration = {
    type: 'qemu',
    name: 'modes',
    arch: 'x86_64',
    memory: 16,
    drives: [{ file: image, format: 'raw', snapshot: true }],
    network: 'none',
  };
  return { machine, program };
}
