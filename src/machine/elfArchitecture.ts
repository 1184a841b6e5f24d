import type { Architecture } from '../config/architectures';
import type { ElfHeader } from '../symbols/elf';

type Chosen = Architecture | ((header: ElfHeader) => Architecture);

/** `e_machine` numbers from the ELF registry (binutils include/elf/common.h). */
const BY_MACHINE: ReadonlyMap<number, Chosen> = new Map<number, Chosen>([
  [2, 'sparc'],
  [3, 'i386'],
  [4, 'm68k'],
  [8, mips],
  [15, 'hppa'],
  [20, 'ppc'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [42, ({ littleEndian }) => (littleEndian ? 'sh4' : 'sh4eb')],
  [43, 'sparc64'],
  [44, 'tricore'],
  [62, 'x86_64'],
  [83, 'avr'],
  [92, 'or1k'],
  [94, ({ littleEndian }) => (littleEndian ? 'xtensa' : 'xtensaeb')],
  [173, 'rx'],
  [183, 'aarch64'],
  [189, ({ littleEndian }) => (littleEndian ? 'microblazeel' : 'microblaze')],
  [243, ({ is64 }) => (is64 ? 'riscv64' : 'riscv32')],
  [258, 'loongarch64'],
  [0x9026, 'alpha'],
]);

/** The QEMU target that runs an ELF file; undefined for one that QEMU does not have. */
export function elfArchitecture(header: ElfHeader): Architecture | undefined {
  const chosen = BY_MACHINE.get(header.machine);
  return typeof chosen === 'function' ? chosen(header) : chosen;
}

function mips({ is64, littleEndian }: ElfHeader): Architecture {
  if (is64) return littleEndian ? 'mips64el' : 'mips64';
  return littleEndian ? 'mipsel' : 'mips';
}
