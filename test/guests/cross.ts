import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { MachineConfiguration } from '../../src/api';

/** From the root: tests in VS Code run from a bundle elsewhere. */
const SOURCES = resolve(__dirname, '../../test/guests/cross');

export const CROSS_MAIN_C = join(SOURCES, 'main.c');
export const CROSS_PROMPT = '\r\n> ';

export type CrossArchitecture = 'aarch64' | 'riscv64';
/** 32-bit Arm, in its two instruction sets. */
export type ArmSet = 'arm' | 'thumb';

/** Which has a division of its own, as nothing of a library is linked. */
const ARMV7 = ['-mcpu=cortex-a15', '-mfloat-abi=soft', '-mno-unaligned-access'];

/** Where each board's memory begins, or the first place in it that its loader leaves free; and what its code may be. */
const BOARDS: Readonly<
  Record<CrossArchitecture | ArmSet, { readonly base: string; readonly code: readonly string[] }>
> = {
  arm: { base: '0x40080000', code: [...ARMV7, '-marm'] },
  thumb: { base: '0x40080000', code: [...ARMV7, '-mthumb'] },
  // Without a stack in ordinary memory nothing may be unaligned, and floating point is off.
  aarch64: { base: '0x40080000', code: ['-mgeneral-regs-only', '-mstrict-align'] },
  riscv64: { base: '0x80000000', code: ['-mcmodel=medany'] },
};

const OPTIONS = [
  '-O0',
  '-g',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-ffreestanding',
  '-fno-pic',
  '-fno-stack-protector',
];
const LINK = ['-nostdlib', '-static', '-no-pie', '-Wl,--build-id=none', '-Wl,--no-warn-rwx-segments'];

/**
 * A bare-metal kernel for another processor, built from its sources into this folder by Debian's cross compiler.
 * Its configuration says nothing of the processor: the kernel does.
 * @throws when the compiler is missing: a test that needs it fails without it, it does not skip.
 */
export function crossGuest(
  arch: CrossArchitecture | ArmSet,
  folder: string,
  changes: Partial<MachineConfiguration> = {},
): MachineConfiguration {
  const kernel = join(folder, `${arch}.elf`);
  const sources = [`${isArm(arch) ? 'arm' : arch}.S`, 'main.c'].map((name) => join(SOURCES, name));
  link(arch, kernel, BOARDS[arch].base, sources);
  return { type: 'qemu', name: `cross-${arch}`, kernel, network: 'none', ...changes };
}

export const TEACHING_C = resolve(SOURCES, '..', 'teaching', 'kernel.c');

/** A kernel for riscv64 that panics as xv6 does, built from its sources into this folder. OpenSBI starts it. */
export function teachingGuest(folder: string): MachineConfiguration {
  const kernel = join(folder, 'teaching.elf');
  const sources = [resolve(SOURCES, '..', 'teaching', 'entry.S'), TEACHING_C];
  // As in kernels, which call the linker themselves: a compiler has it leave out its own labels.
  link('riscv64', kernel, '0x80200000', ['-Wl,--discard-none', ...sources]);
  return { type: 'qemu', name: 'teaching', machine: 'virt', bios: 'default', kernel, network: 'none' };
}

export const FRAMEWORKS = ['unity', 'ztest', 'libtest', 'lk'] as const;

/**
 * A kernel for riscv64 that runs tests of its own, tells of them as a framework does, and ends QEMU with 0, or with 1 when one
 * has failed.
 * @param isWrong Whether one of two fails.
 */
export function frameworkGuest(
  framework: (typeof FRAMEWORKS)[number],
  isWrong: boolean,
  folder: string,
): MachineConfiguration {
  const kernel = join(folder, `${framework}${isWrong ? '-wrong' : ''}.elf`);
  const define = [`-DFRAMEWORK=${FRAMEWORKS.indexOf(framework) + 1}`, `-DWRONG=${isWrong ? 1 : 0}`];
  const sources = [join(SOURCES, 'riscv64.S'), resolve(SOURCES, '..', 'frameworks', 'main.c')];
  link('riscv64', kernel, BOARDS.riscv64.base, [...define, ...sources]);
  return { type: 'qemu', name: framework, kernel, network: 'none' };
}

const isArm = (arch: string): boolean => arch === 'arm' || arch === 'thumb';

function link(arch: CrossArchitecture | ArmSet, kernel: string, base: string, rest: readonly string[]): void {
  const place = [`-Wl,--defsym=BASE=${base}`, '-T', join(SOURCES, 'link.ld')];
  crossTool(arch, 'gcc', [...OPTIONS, ...BOARDS[arch].code, ...LINK, ...place, '-o', kernel, ...rest]);
}

/** From where to where a function of the kernel goes, the end not included. */
export function extentOf(
  arch: CrossArchitecture,
  kernel: string,
  name: string,
): { from: bigint; to: bigint } {
  const table = crossTool(arch, 'nm', ['-S', kernel]);
  const [, at, size] = new RegExp(`^([0-9a-f]+) ([0-9a-f]+) \\w ${name}$`, 'm').exec(table) ?? [];
  if (at === undefined) throw new Error(`${kernel} has no ${name}`);
  const from = BigInt(`0x${at}`);
  return { from, to: from + BigInt(`0x${size}`) };
}

/** Runs a tool of the cross compiler’s. @returns what it prints. @throws with the package that brings it. */
export function crossTool(arch: CrossArchitecture | ArmSet, tool: string, args: readonly string[]): string {
  const target = isArm(arch) ? 'arm-linux-gnueabi' : `${arch}-linux-gnu`;
  const program = `${target}-${tool}`;
  try {
    return execFileSync(program, args, { encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${program} is missing: install the package gcc-${target}`, { cause: error });
  }
}
