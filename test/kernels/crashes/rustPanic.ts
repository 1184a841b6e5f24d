import { LINUX_PROMPT } from '../../guests/linux';
import { rustCrash } from '../../guests/rust';
import { debianAmd64, type KernelWithSymbols } from '../debianKernels';
import { LIMIT_MS, type CrashingGuest } from './crashingGuest';

/** A program under Debian's Linux for x86-64. @param folder For the program. @param source Default: where it is kept. */
export function rustPanic(
  folder: string,
  source?: string,
): CrashingGuest & Pick<KernelWithSymbols, 'vmlinux'> {
  return {
    ...debianAmd64(rustCrash(folder, source)),
    prompt: LINUX_PROMPT,
    title: 'panicked in crash.rs: index out of bounds: the len is NUM but the index is NUM',
    crash: async (guest) => {
      await guest.hear(LINUX_PROMPT, LIMIT_MS);
      await guest.say('RUST_BACKTRACE=1 /crash\r');
      await guest.hear('note: Some details are omitted', LIMIT_MS);
    },
  };
}
