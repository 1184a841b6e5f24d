import { readdir } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import { isExecutable } from '../../concurrency/isExecutable';
import { addr2lineDialect } from './addr2lineDialect';
import type { Dialect } from './dialect';
import { llvmDialect } from './llvmDialect';

export interface FoundTool {
  readonly program: string;
  readonly dialect: Dialect;
  /** Whether it can be told which section an address counts from, as kernel modules need. */
  readonly knowsSections: boolean;
}

/** How binutils for other machines are named, by `EM_…`. Those of the host's system may know their own machine only. */
const PREFIXES: Readonly<Record<number, readonly string[]>> = {
  2: ['sparc-linux-gnu-', 'sparc-elf-'],
  3: ['i686-linux-gnu-', 'i686-elf-', 'x86_64-linux-gnu-'],
  4: ['m68k-linux-gnu-', 'm68k-elf-'],
  8: ['mips-linux-gnu-', 'mipsel-linux-gnu-', 'mips64el-linux-gnuabi64-'],
  20: ['powerpc-linux-gnu-', 'powerpc-eabi-'],
  21: ['powerpc64-linux-gnu-', 'powerpc64le-linux-gnu-'],
  22: ['s390x-linux-gnu-'],
  40: ['arm-none-eabi-', 'arm-linux-gnueabihf-', 'arm-linux-gnueabi-'],
  42: ['sh4-linux-gnu-', 'sh-elf-'],
  43: ['sparc64-linux-gnu-'],
  62: ['x86_64-linux-gnu-', 'x86_64-elf-'],
  83: ['avr-'],
  94: ['xtensa-lx106-elf-', 'xtensa-esp32-elf-'],
  183: ['aarch64-linux-gnu-', 'aarch64-none-elf-', 'aarch64-elf-'],
  243: ['riscv64-linux-gnu-', 'riscv64-unknown-elf-', 'riscv64-elf-', 'riscv32-unknown-elf-'],
  258: ['loongarch64-linux-gnu-'],
};

const LLVM = 'llvm-symbolizer';
const ADDR2LINE = 'addr2line';
/** `llvm-symbolizer-19`, as distributions install several versions side by side. */
const VERSIONED = /^llvm-symbolizer-(\d{1,3})$/;

/**
 * The tools that can say where an address is, best first: LLVM's knows all machines and starts to answer at once.
 * @param machine `EM_…` of the file.
 * @param configured A program that the person has chosen; nothing else is looked for then.
 * @param searchPath As in `PATH`.
 */
export async function findTools(
  machine: number,
  configured: string | undefined,
  searchPath: string,
): Promise<readonly FoundTool[]> {
  const places = searchPath.split(delimiter).filter((place) => isAbsolute(place));
  const names = configured === undefined ? await candidates(machine, places) : [configured];
  const found = await Promise.all(names.map((name) => locate(name, places)));
  return found.flatMap((program) => (program === undefined ? [] : [toolAt(program)]));
}

async function candidates(machine: number, places: readonly string[]): Promise<string[]> {
  const cross = (PREFIXES[machine] ?? []).map((prefix) => `${prefix}${ADDR2LINE}`);
  return [LLVM, ...(await versions(places)), ...cross, ADDR2LINE];
}

/** Newest first. */
async function versions(places: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(places.map((place) => readdir(place).catch(() => [])));
  const numbers = lists.flat().flatMap((name) => VERSIONED.exec(name)?.[1] ?? []);
  return [...new Set(numbers)].sort((a, b) => Number(b) - Number(a)).map((number) => `${LLVM}-${number}`);
}

function toolAt(program: string): FoundTool {
  const isBinutils = basename(program).includes(ADDR2LINE) && !basename(program).startsWith('llvm-');
  return {
    program,
    dialect: isBinutils ? addr2lineDialect : llvmDialect,
    knowsSections: isBinutils,
  };
}

async function locate(name: string, places: readonly string[]): Promise<string | undefined> {
  const paths = isAbsolute(name)
    ? [name]
    : places.flatMap((place) => [join(place, name), join(place, `${name}.exe`)]);
  for (const path of paths) if (await isExecutable(path)) return path;
  return undefined;
}
