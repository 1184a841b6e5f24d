import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { MachineConfiguration } from '../../src/api';

export const LAB_FOLDER = resolve(__dirname, 'lab');
export const LAB_CPP = join(LAB_FOLDER, 'lab.cpp');

/**
 * A 32-bit x86 kernel in C++ with things that are hard to show, built from its sources into this folder.
 * @param sources Where they are, and where the symbols will say that they are.
 */
export function labGuest(
  folder: string,
  changes: Partial<MachineConfiguration> = {},
  sources = LAB_FOLDER,
): MachineConfiguration {
  const kernel = join(folder, 'lab.elf');
  const code = ['-m32', '-O0', '-ffreestanding', '-fno-pic', '-no-pie', '-fno-stack-protector'];
  const language = [
    '-fno-exceptions',
    '-fno-rtti',
    '-fno-asynchronous-unwind-tables',
    '-fcf-protection=none',
  ];
  const link = [
    '-nostdlib',
    '-static',
    '-Wl,-Ttext=0x100000',
    '-Wl,-e,start',
    '-Wl,--build-id=none',
    '-Wl,-z,noexecstack',
  ];
  // Only the C++ part has lines.
  const objects = [
    ['boot.S', []],
    ['bare.S', []],
    ['lab.cpp', ['-g', ...language]],
  ] as const;
  const built = objects.map(([name, options]) => {
    const object = join(folder, `${name}.o`);
    execFileSync('g++', [...code, ...options, '-c', '-o', object, name], { cwd: sources });
    return object;
  });
  execFileSync('g++', [...code, ...link, '-o', kernel, ...built]);
  return { type: 'qemu', name: 'lab', kernel, memory: 64, network: 'none', ...changes };
}
