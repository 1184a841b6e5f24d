import { ARCHITECTURES, type Architecture } from '../config/architectures';
import type { ImageFacts } from './image';

/** What we choose for an architecture if a configuration says nothing. */
interface ArchitectureDefaults {
  /** `-machine`; absent: QEMU's own default. */
  readonly machine?: string;
  /** `-cpu`; absent: the machine's own default. */
  readonly cpu?: string;
  /** The Debian and Ubuntu package with the binary, or a name that it provides if its own has changed. */
  readonly package: string;
}

/**
 * QEMU's system targets. `virt` wherever it is the machine that people write software for: arm and aarch64 have no
 * default at all, and riscv's is an old simulator board. aarch64's `virt` starts with a 32-bit CPU unless told.
 */
const TABLE: Readonly<Record<Architecture, ArchitectureDefaults>> = {
  aarch64: { machine: 'virt', cpu: 'max', package: 'qemu-system-arm' },
  alpha: { package: 'qemu-system-misc' },
  arm: { machine: 'virt', package: 'qemu-system-arm' },
  avr: { machine: 'mega2560', package: 'qemu-system-misc' },
  cris: { package: 'qemu-system-misc' },
  hppa: { package: 'qemu-system-misc' },
  i386: { package: 'qemu-system-x86' },
  loongarch64: { machine: 'virt', package: 'qemu-system-misc' },
  m68k: { machine: 'virt', package: 'qemu-system-misc' },
  microblaze: { package: 'qemu-system-misc' },
  microblazeel: { package: 'qemu-system-misc' },
  mips: { package: 'qemu-system-mips' },
  mips64: { package: 'qemu-system-mips' },
  mips64el: { package: 'qemu-system-mips' },
  mipsel: { package: 'qemu-system-mips' },
  nios2: { package: 'qemu-system-misc' },
  or1k: { package: 'qemu-system-misc' },
  ppc: { package: 'qemu-system-ppc' },
  ppc64: { package: 'qemu-system-ppc' },
  riscv32: { machine: 'virt', package: 'qemu-system-riscv32' },
  riscv64: { machine: 'virt', package: 'qemu-system-riscv64' },
  rx: { machine: 'gdbsim-r5f562n8', package: 'qemu-system-misc' },
  s390x: { package: 'qemu-system-s390x' },
  sh4: { package: 'qemu-system-misc' },
  sh4eb: { package: 'qemu-system-misc' },
  sparc: { package: 'qemu-system-sparc' },
  sparc64: { package: 'qemu-system-sparc' },
  tricore: { machine: 'tricore_testboard', package: 'qemu-system-misc' },
  x86_64: { package: 'qemu-system-x86' },
  xtensa: { package: 'qemu-system-misc' },
  xtensaeb: { package: 'qemu-system-misc' },
};

export function isArchitecture(name: string): name is Architecture {
  return (ARCHITECTURES as readonly string[]).includes(name);
}

export function defaultsOf(arch: Architecture): ArchitectureDefaults {
  return TABLE[arch];
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
