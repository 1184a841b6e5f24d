import { ARCHITECTURES, type Architecture } from '../config/architectures';
import type { ImageFacts } from './image';

/** What we choose for an architecture if a configuration says nothing. */
interface ArchitectureDefaults {
  /** `-machine`; absent: QEMU's own default. */
  readonly machine?: string;
  /** `-cpu`; absent: the machine's own default. */
  readonly cpu?: string;
}

/**
 * The system targets of QEMU that need a word of ours. `virt` wherever it is the machine that people write software for: arm and aarch64 have no
 * default at all, and riscv's is an old simulator board. aarch64's `virt` starts with a 32-bit CPU unless told.
 */
const TABLE: Readonly<Partial<Record<Architecture, ArchitectureDefaults>>> = {
  aarch64: { machine: 'virt', cpu: 'max' },
  arm: { machine: 'virt' },
  avr: { machine: 'mega2560' },
  loongarch64: { machine: 'virt' },
  m68k: { machine: 'virt' },
  riscv32: { machine: 'virt' },
  riscv64: { machine: 'virt' },
  rx: { machine: 'gdbsim-r5f562n8' },
  tricore: { machine: 'tricore_testboard' },
};

export function isArchitecture(name: string): name is Architecture {
  return (ARCHITECTURES as readonly string[]).includes(name);
}

export function defaultsOf(arch: Architecture): ArchitectureDefaults {
  return TABLE[arch] ?? {};
}

/** The program's file name, without a Windows `.exe`. */
export function binaryName(arch: string): string {
  return `qemu-system-${arch}`;
}

/** What riscv `virt` keeps for OpenSBI: the first 2 MiB of its RAM. Kernels that run on it start above. */
const OPENSBI = { from: 0x8000_0000n, to: 0x8020_0000n };

/**
 * Whether a riscv kernel is its own firmware: linked to where OpenSBI is loaded, and QEMU refuses to load both. Linked
 * with `-Ttext 0x80000000`, its first segment, which holds the ELF header, starts a page lower.
 */
export function wantsNoFirmware(arch: string, image: ImageFacts | undefined): boolean {
  if (!arch.startsWith('riscv')) return false;
  return image?.elf?.load.some(({ from, to }) => from < OPENSBI.to && to > OPENSBI.from) ?? false;
}
