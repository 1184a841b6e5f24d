import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../../src/api';
import { KERNELS_FOLDER, present } from '../../guests/paths';
import { REMEDY } from '../debianKernels';
import { LIMIT_MS, type CrashingGuest } from './crashingGuest';

const FOLDER = join(KERNELS_FOLDER, 'edk2');
const PROMPT = 'Shell> ';
/** No address of either processor's. */
const READ_NOWHERE = 'mm 8000000000000000 -w 8 -n\r';

/** The application's symbols. */
export const FAULT_SYMBOLS = join(FOLDER, 'Fault.debug');

/** OVMF to its shell, which runs what is on a disk. */
function ovmf(disk: string): MachineConfiguration {
  const flash = (name: string): { file: string; interface: 'pflash'; format: string; snapshot: boolean } => ({
    file: present(join(FOLDER, name), REMEDY),
    interface: 'pflash',
    format: 'raw',
    snapshot: true,
  });
  return {
    type: 'qemu',
    name: 'ovmf',
    arch: 'x86_64',
    memory: 256,
    drives: [flash('ovmf.fd'), flash('ovmfVariables.fd')],
    args: ['-drive', `file=fat:${disk},format=raw,snapshot=on`],
    network: 'none',
  };
}

/** @param folder For its disk. */
function ovmfIn(folder: string): { readonly disk: string } & Pick<CrashingGuest, 'configuration' | 'prompt'> {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  return { disk, configuration: ovmf(disk), prompt: PROMPT };
}

/** An application that reads from an address that no processor has, under OVMF. @param folder For its disk. */
export function applicationException(folder: string): CrashingGuest {
  const { disk, ...guest } = ovmfIn(folder);
  copyFileSync(present(join(FOLDER, 'Fault.efi'), REMEDY), join(disk, 'Fault.efi'));
  writeFileSync(join(disk, 'startup.nsh'), 'fs0:\\Fault.efi\r\n');
  return {
    ...guest,
    title: 'EDK2: #GP - General Protection in Fault.dll',
    crash: (dialogue) => dialogue.hear(/ImageBase=.*\n/, LIMIT_MS),
  };
}

/** OVMF's own shell reads there; a release, which names nothing of its own. @param folder For its disk. */
export function ovmfException(folder: string): CrashingGuest {
  const { disk: _, ...guest } = ovmfIn(folder);
  return {
    ...guest,
    title: 'EDK2: #GP - General Protection',
    crash: async (dialogue) => {
      await dialogue.hear(PROMPT, LIMIT_MS);
      await dialogue.say(READ_NOWHERE);
      await dialogue.hear(/ImageBase=.*\n/);
    },
  };
}

/** The same for arm64, which says it twice. */
export function arm64Exception(): CrashingGuest {
  return {
    configuration: {
      type: 'qemu',
      name: 'edk2-arm64',
      arch: 'aarch64',
      machine: 'virt',
      cpu: 'cortex-a57',
      memory: 256,
      bios: present(join(FOLDER, 'arm64.fd'), REMEDY),
      network: 'none',
    },
    prompt: PROMPT,
    title: 'EDK2: Synchronous Exception',
    crash: async (dialogue) => {
      await dialogue.hear(PROMPT, LIMIT_MS);
      await dialogue.say(READ_NOWHERE);
      await dialogue.hear(/Exception at [^]*Exception at .*\n/);
    },
  };
}
