/** The fields of a configuration that say which machine. */
type MachineFields = Readonly<Record<string, unknown>>;

/**
 * Zephyr's QEMU boards → the machine that Zephyr's own `west build -t run` uses, as far as it is not what the
 * architecture of the ELF file gives by itself.
 * Source: Zephyr 3.7, boards/qemu/<board>/board.cmake and boards/arm/mps2, mps3.
 */
const BOARDS: readonly (readonly [board: RegExp, fields: MachineFields])[] = [
  [/^qemu_cortex_m3\b/, { machine: 'lm3s6965evb', cpu: 'cortex-m3' }],
  [/^qemu_cortex_m0\b/, { machine: 'microbit', cpu: 'cortex-m0' }],
  [/^qemu_cortex_a9\b/, { machine: 'xilinx-zynq-a9', cpu: 'cortex-a9' }],
  [/^qemu_cortex_a53\b/, { machine: 'virt,secure=on,gic-version=3', cpu: 'cortex-a53' }],
  [/^qemu_x86_64\b/, { arch: 'x86_64', machine: 'q35', memory: '32M' }],
  [/^qemu_x86\b/, { machine: 'q35', cpu: 'qemu32,+nx,+pae', memory: '32M' }],
  [/^qemu_riscv(32|64)\b/, { machine: 'virt', bios: 'none', memory: '256M' }],
  [/^qemu_malta\b/, { machine: 'malta' }],
  [/^qemu_leon3\b/, { machine: 'leon3_generic' }],
  [/^mps2[/_]an385\b/, { machine: 'mps2-an385', cpu: 'cortex-m3' }],
  [/^mps2[/_]an521\b/, { machine: 'mps2-an521', cpu: 'cortex-m33' }],
  [/^mps3[/_](an547|corstone300)\b/, { machine: 'mps3-an547', cpu: 'cortex-m55' }],
];

/** The machine for a Zephyr application. @param board From its build; undefined if the build does not say. */
export function zephyrMachine(board: string | undefined, arch: string | undefined): MachineFields {
  const known = board === undefined ? undefined : BOARDS.find(([pattern]) => pattern.test(board))?.[1];
  // What people try first: a Cortex-M board, as most of Zephyr's boards are.
  return known ?? (arch === 'arm' ? { machine: 'lm3s6965evb', cpu: 'cortex-m3' } : {});
}

/** The board in the CMakeCache.txt of a Zephyr build: `CACHED_BOARD:STRING=qemu_x86`. */
export function boardIn(cmakeCache: string): string | undefined {
  return /^(?:CACHED_)?BOARD:[A-Z]+=(\S+)\s*$/m.exec(cmakeCache)?.[1];
}
