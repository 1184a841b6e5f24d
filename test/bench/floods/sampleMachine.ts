import { join } from 'node:path';
import type { MachineConfiguration } from '../../../src/api';
import { ROOT } from '../support/paths';

export const SAMPLE_KERNEL = join(ROOT, 'media', 'guest', 'sample.elf');

export const SAMPLE_MACHINE: MachineConfiguration = {
  type: 'qemu',
  name: 'sample',
  arch: 'i386',
  kernel: SAMPLE_KERNEL,
  memory: 32,
  network: 'none',
};

export const SAMPLE_COMMAND = [
  'qemu-system-i386',
  ...['-kernel', SAMPLE_KERNEL, '-m', '32', '-nic', 'none', '-display', 'none'],
];
