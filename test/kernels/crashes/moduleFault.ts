import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINUX_PROMPT } from '../../guests/linux';
import { KERNELS_FOLDER, present } from '../../guests/paths';
import { lineOf } from '../../support/sampleDebug';
import { debianAmd64, REMEDY, type KernelWithSymbols } from '../debianKernels';
import { LIMIT_MS, type CrashingGuest } from './crashingGuest';

export interface ModuleFault extends CrashingGuest, Pick<KernelWithSymbols, 'vmlinux'> {
  /** Where the module was built. */
  readonly folder: string;
  readonly module: string;
  readonly source: string;
  /** Its calls, innermost first. */
  readonly calls: readonly { readonly name: string; readonly line: number; readonly inlined: boolean }[];
}

/** Debian's Linux for x86-64 with a module that writes to address 0. */
export function moduleFault(): ModuleFault {
  const folder = present(join(KERNELS_FOLDER, 'amd64', 'module'), REMEDY);
  const [module, source] = [join(folder, 'faulty.ko'), join(folder, 'faulty.c')];
  const call = (name: string, text: string, inlined = false): ModuleFault['calls'][number] => ({
    ...{ name, inlined, line: lineOf(source, text) },
  });
  return {
    ...debianAmd64({ path: 'faulty.ko', mode: 0o644, content: readFileSync(module) }),
    ...{ folder, module, source, prompt: LINUX_PROMPT },
    title: 'BUG: unable to handle kernel NULL pointer dereference in write_through',
    calls: [
      call('store', '*where = 1;', true),
      call('write_through', 'store(where);'),
      call('set_fault', 'write_through(parameter->arg);'),
    ],
    crash: async (guest) => {
      await guest.hear(LINUX_PROMPT, LIMIT_MS);
      await guest.ask('insmod /faulty.ko');
      await guest.ask('cat /proc/modules');
      await guest.say('echo 1 > /sys/module/faulty/parameters/fault\r');
      await guest.hear(/end trace [0-9a-f]{16}/, LIMIT_MS);
    },
  };
}
