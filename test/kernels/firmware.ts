import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { realpathSync } from 'node:fs';

export const FIRMWARE_C = realpathSync(join(__dirname, 'firmware', 'main.c'));

/** The board's memories, as picolibc's linker script wants to be told. */
const MEMORIES = {
  __flash: '0',
  __flash_size: '0x400000',
  __ram: '0x20000000',
  __ram_size: '0x400000',
  __stack_size: '0x4000',
};

/** A machine with a Cortex-M3 whose firmware talks by semihosting alone, built into this folder. */
export function firmware(folder: string): MachineConfiguration {
  const kernel = join(folder, 'firmware.elf');
  const library = ['--specs=picolibc.specs', '--oslib=semihost', '--crt0=semihost', '-T', 'picolibc.ld'];
  const code = ['-mcpu=cortex-m3', '-mthumb', '-O0', '-g', '-Wall', '-Wextra', '-Werror'];
  const places = Object.entries(MEMORIES).map(([name, value]) => `-Wl,--defsym=${name}=${value}`);
  execFileSync('arm-none-eabi-gcc', [...library, ...code, ...places, '-o', kernel, FIRMWARE_C]);
  return {
    type: 'qemu',
    name: 'firmware',
    machine: 'mps2-an385',
    kernel,
    serial: [{ name: 'console', device: 'semihosting' }],
    network: 'none',
  };
}
