import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import type { Entry } from '../guests/cpio';
import { initramfs } from '../guests/linux';
import { KERNELS_FOLDER, present } from '../guests/paths';

export const REMEDY = 'npm run test:kernels fetches it (scripts/kernels/)';

/** GDB reads half a gigabyte of symbols before anything else, in milliseconds. */
export const SYMBOLS_LIMIT_MS = 240_000;

/** A Linux kernel with its symbol file, which has all of its source lines. */
export interface KernelWithSymbols {
  readonly vmlinux: string;
  /** Boots it, with KASLR. */
  readonly configuration: MachineConfiguration;
}

/**
 * x86-64 to a shell of busybox.
 * @param files More of them for its root file system.
 */
export function debianAmd64(...files: readonly Entry[]): KernelWithSymbols {
  return {
    vmlinux: present(join(KERNELS_FOLDER, 'amd64', 'vmlinux'), REMEDY),
    configuration: {
      type: 'qemu',
      name: 'debian-amd64',
      arch: 'x86_64',
      memory: 256,
      kernel: present(join(KERNELS_FOLDER, 'amd64', 'vmlinuz'), REMEDY),
      initrd: initramfs(...files),
      append: 'console=ttyS0 mitigations=off no_timer_check tsc=reliable',
      network: 'none',
    },
  };
}

/** arm64, which panics for want of a root file system. */
export function debianArm64(): KernelWithSymbols {
  return {
    vmlinux: present(join(KERNELS_FOLDER, 'arm64', 'vmlinux'), REMEDY),
    configuration: {
      type: 'qemu',
      name: 'debian-arm64',
      arch: 'aarch64',
      machine: 'virt',
      cpu: 'cortex-a57',
      memory: 512,
      kernel: present(join(KERNELS_FOLDER, 'arm64', 'vmlinuz'), REMEDY),
      append: 'console=ttyAMA0',
      network: 'none',
    },
  };
}
