import { join } from 'node:path';
import type { MachineConfiguration } from '../../../src/api';
import { KERNELS_FOLDER, present } from '../../guests/paths';
import { UBOOT_AUTOBOOT, UBOOT_PROMPT, ubootArm64, ubootRiscv64 } from '../../guests/uboot';
import { REMEDY } from '../debianKernels';
import type { CrashingGuest } from './crashingGuest';

/** There is neither memory nor a device on either board. */
const NOWHERE = '7ffffff000000000';

export interface UbootBoard {
  readonly board: 'arm64' | 'riscv64';
  readonly configuration: (changes: Partial<MachineConfiguration>) => MachineConfiguration;
  readonly title: string;
  /** The end of its report. */
  readonly last: RegExp;
}

export const UBOOT_BOARDS = [
  {
    board: 'arm64',
    configuration: ubootArm64,
    title: 'U-Boot: Synchronous Abort',
    last: /Code: /,
  },
  {
    board: 'riscv64',
    configuration: ubootRiscv64,
    title: 'U-Boot: Load access fault',
    last: /Code: |resetting/,
  },
] as const satisfies readonly UbootBoard[];

/** The line of `md`, the command that reads memory, that reads it, and its function, which is inlined nowhere. */
export const UBOOT_READS = { name: 'hexdump_line', text: '*(volatile uint32_t *)data' } as const;

/** U-Boot, which has moved itself, and reads where nothing is. */
export function ubootAbort({
  board,
  configuration,
  title,
  last,
}: UbootBoard): CrashingGuest & { readonly program: string } {
  const folder = present(join(KERNELS_FOLDER, 'uboot', board), REMEDY);
  return {
    ...{ title, prompt: UBOOT_PROMPT, program: join(folder, 'u-boot') },
    configuration: configuration({ bios: join(folder, 'u-boot.bin') }),
    crash: async (guest) => {
      await guest.hear(UBOOT_AUTOBOOT);
      await guest.say(' ');
      await guest.hear(UBOOT_PROMPT);
      await guest.say(`md.l ${NOWHERE} 1\r`);
      await guest.hear(last);
    },
  };
}
