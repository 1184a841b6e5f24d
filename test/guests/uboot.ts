import type { MachineConfiguration } from '../../src/api';
import { present } from './paths';

const REMEDY = 'install the package u-boot-qemu';

export const UBOOT_AUTOBOOT = 'Hit any key to stop autoboot';
export const UBOOT_PROMPT = '\n=> ';

/** U-Boot for QEMU's arm64 board: a PL011. */
export function ubootArm64(changes: Partial<MachineConfiguration> = {}): MachineConfiguration {
  return {
    type: 'qemu',
    name: 'u-boot-arm64',
    arch: 'aarch64',
    machine: 'virt',
    cpu: 'cortex-a57',
    memory: 128,
    bios: present('/usr/lib/u-boot/qemu_arm64/u-boot.bin', REMEDY),
    network: 'none',
    ...changes,
  };
}

/** U-Boot for QEMU's riscv64 board, in machine mode: a 16550. */
export function ubootRiscv64(changes: Partial<MachineConfiguration> = {}): MachineConfiguration {
  return {
    type: 'qemu',
    name: 'u-boot-riscv64',
    arch: 'riscv64',
    machine: 'virt',
    memory: 128,
    bios: present('/usr/lib/u-boot/qemu-riscv64/u-boot.bin', REMEDY),
    network: 'none',
    ...changes,
  };
}
