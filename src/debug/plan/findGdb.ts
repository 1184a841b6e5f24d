import { arch as hostArch } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { isExecutable } from '../../concurrency/isExecutable';
import * as l10n from '@vscode/l10n';
import type { Missing } from '../../machine/install/missing';
import { runTool } from '../../concurrency/runTool';
import { gdbArchitecture } from '../gdbArchitectures';

/** A GDB that cannot be had: says what was looked for and what to install. */
export class NoGdbError extends Error {
  override readonly name = 'NoGdbError';
  constructor(
    message: string,
    /** Undefined where one was named that is wrong. */
    readonly missing?: Missing,
  ) {
    super(message);
  }
}

/** Host architectures (Node's names) whose native GDB also debugs these QEMU targets. */
const NATIVE: Readonly<Record<string, readonly string[]>> = {
  x64: ['x86_64', 'i386'],
  arm64: ['aarch64', 'arm'],
  riscv64: ['riscv64', 'riscv32'],
};

/** Names under which cross toolchains install a GDB for one target. */
const CROSS: Readonly<Record<string, readonly string[]>> = {
  i386: ['i686-elf-gdb', 'x86_64-elf-gdb', 'i386-elf-gdb'],
  x86_64: ['x86_64-elf-gdb'],
  arm: ['arm-none-eabi-gdb'],
  aarch64: ['aarch64-none-elf-gdb', 'aarch64-elf-gdb', 'aarch64-linux-gnu-gdb'],
  riscv32: ['riscv64-unknown-elf-gdb', 'riscv32-unknown-elf-gdb', 'riscv64-elf-gdb'],
  riscv64: ['riscv64-unknown-elf-gdb', 'riscv64-elf-gdb', 'riscv64-linux-gnu-gdb'],
};

/** Programs that may debug `arch`, best first. If `arch` is unknown, one that knows them all. */
export function gdbCandidates(arch: string | undefined, host = hostArch()): readonly string[] {
  if (arch === undefined) return ['gdb-multiarch', 'gdb'];
  const cross = CROSS[arch] ?? [];
  return isNative(arch, host) ? ['gdb', 'gdb-multiarch', ...cross] : ['gdb-multiarch', ...cross, 'gdb'];
}

/**
 * Finds the GDB for an architecture: the configured one, else the first candidate in PATH that knows it.
 * @param configured The configuration's `gdb`: a path, or a program name to look for in PATH.
 * @throws {NoGdbError} when there is none.
 */
export async function findGdb(
  arch: string | undefined,
  configured: string | undefined,
  searchPath: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (configured !== undefined && isAbsolute(configured)) {
    if (await isExecutable(configured)) return configured;
    throw new NoGdbError(
      l10n.t('gdb: {0} is not an executable program. Correct "gdb" in launch.json.', configured),
    );
  }
  const places = searchPath ?? process.env['PATH'] ?? '';
  const names = configured === undefined ? gdbCandidates(arch) : [configured];
  for (const name of names) {
    const path = await inPath(name, places);
    if (path === undefined) continue;
    // Some systems build their native GDB for all architectures, and some for one.
    if (name !== 'gdb' || configured !== undefined || (await knows(path, arch, signal))) return path;
  }
  const what =
    arch === undefined
      ? l10n.t('No GDB was found in PATH (looked for {0}).', names.join(', '))
      : l10n.t('No GDB for {0} was found in PATH (looked for {1}).', arch, names.join(', '));
  const hint = l10n.t(
    'Install gdb-multiarch or a cross GDB, or set "gdb" in launch.json to its path; with "debugger": "none" you can debug without symbols.',
  );
  throw new NoGdbError(`${what} ${hint}`, configured === undefined ? { tool: 'gdb', arch } : undefined);
}

function isNative(arch: string, host = hostArch()): boolean {
  return NATIVE[host]?.includes(arch) ?? false;
}

async function inPath(name: string, searchPath: string): Promise<string | undefined> {
  for (const place of searchPath.split(delimiter).filter((entry) => isAbsolute(entry))) {
    for (const path of [join(place, name), join(place, `${name}.exe`)]) {
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

async function knows(gdb: string, arch: string | undefined, signal: AbortSignal): Promise<boolean> {
  const name = arch === undefined ? undefined : gdbArchitecture(arch);
  if (arch === undefined || name === undefined || isNative(arch)) return true;
  try {
    const { code, stderr } = await runTool(gdb, ['-nx', '-batch', '-ex', `set architecture ${name}`], {
      signal,
    });
    return code === 0 && !/Undefined item|Ambiguous item/.test(stderr);
  } catch {
    // It cannot be started or does not answer: another candidate may.
    signal.throwIfAborted();
    return false;
  }
}
