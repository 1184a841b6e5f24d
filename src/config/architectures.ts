/** The targets for which QEMU has had a `qemu-system-…` since 5.0; a machine's `arch` is one of them. */
export const ARCHITECTURES = [
  'aarch64',
  'alpha',
  'arm',
  'avr',
  'cris',
  'hppa',
  'i386',
  'loongarch64',
  'm68k',
  'microblaze',
  'microblazeel',
  'mips',
  'mips64',
  'mips64el',
  'mipsel',
  'nios2',
  'or1k',
  'ppc',
  'ppc64',
  'riscv32',
  'riscv64',
  'rx',
  's390x',
  'sh4',
  'sh4eb',
  'sparc',
  'sparc64',
  'tricore',
  'x86_64',
  'xtensa',
  'xtensaeb',
] as const;

/** The architecture in a QEMU program's name, e.g. of `/opt/qemu/bin/qemu-system-riscv64`. */
export function architectureOfBinary(path: string): string | undefined {
  return /qemu-system-([a-z0-9_]+?)(?:w?\.exe)?$/i.exec(path)?.[1];
}

export type Architecture = (typeof ARCHITECTURES)[number];
