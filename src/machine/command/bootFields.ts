import { basename, extname } from 'node:path';
import type { MachineConfiguration } from '../../config/types';
import type { ImageFacts } from '../image';

/** The fields that boot one file. */
export type BootFields = Pick<MachineConfiguration, 'kernel' | 'append' | 'bios' | 'cdrom' | 'drives'>;

/** The device name of the first serial port, as Linux calls it on the boards that we choose. */
export function linuxConsole(arch: string | undefined): string {
  return arch === 'arm' || arch === 'aarch64' ? 'ttyAMA0' : 'ttyS0';
}

/**
 * How a file is booted, so that something is seen of it: Linux on a PC talks to the screen unless it is told not to. On
 * other boards the device tree names the console.
 * @param path As it is to stand in the configuration.
 */
export function bootFields(path: string, { format, arch }: Pick<ImageFacts, 'format' | 'arch'>): BootFields {
  if (format === 'PC firmware') return { bios: path };
  if (format === 'ISO 9660' || extname(path) === '.iso') return { cdrom: path };
  if (arch === undefined) return { drives: [path] };
  const isLinux = format === 'bzImage' || (format === 'elf' && basename(path) === 'vmlinux');
  const isPc = arch === 'x86_64' || arch === 'i386';
  return {
    kernel: path,
    ...(isLinux && isPc && { append: `console=${linuxConsole(arch)} panic=-1` }),
  };
}
