/** QEMU target → what GDB calls it. */
const NAMES: Readonly<Record<string, string>> = {
  aarch64: 'aarch64',
  arm: 'arm',
  avr: 'avr',
  i386: 'i386',
  m68k: 'm68k',
  mips: 'mips',
  mips64: 'mips:isa64r2',
  mips64el: 'mips:isa64r2',
  mipsel: 'mips',
  or1k: 'or1k',
  ppc: 'powerpc:common',
  ppc64: 'powerpc:common64',
  riscv32: 'riscv:rv32',
  riscv64: 'riscv:rv64',
  rx: 'rx',
  s390x: 's390:64-bit',
  sh4: 'sh4',
  sparc: 'sparc',
  sparc64: 'sparc:v9',
  x86_64: 'i386:x86-64',
};

/** Big-endian targets whose GDB name does not say so. */
const BIG_ENDIAN = new Set(['mips', 'mips64']);

/** What GDB calls a QEMU target; undefined if it finds out by itself from the stub. */
export function gdbArchitecture(arch: string): string | undefined {
  return NAMES[arch];
}

/** GDB commands that tell it which machine it will talk to, for when no ELF file does. */
export function architectureCommands(arch: string): string[] {
  const name = gdbArchitecture(arch);
  return [
    ...(name === undefined ? [] : [`set architecture ${name}`]),
    ...(BIG_ENDIAN.has(arch) ? ['set endian big'] : []),
  ];
}

/** Programs of the first run on machines of the second, in another mode of the same processor. */
const RUNS_ON: Readonly<Record<string, readonly string[]>> = {
  i386: ['x86_64'],
  arm: ['aarch64'],
  riscv32: ['riscv64'],
  ppc: ['ppc64'],
  mips: ['mips64'],
  mipsel: ['mips64el'],
  sparc: ['sparc64'],
};

/** Whether a program's instructions are those of a machine. True where either is not known. */
export function runsOn(program: string | undefined, machine: string | undefined): boolean {
  if (program === undefined || machine === undefined || program === machine) return true;
  return RUNS_ON[program]?.includes(machine) ?? false;
}
