import type { CrashFrame } from '../../../src/crash/report';
import { LINUX_PROMPT } from '../../guests/linux';
import { sysrqInitramfs } from '../../guests/sysrq';
import { addr2line, nm, type Shown } from '../../support/binutils';
import type { Dialogue } from '../../support/dialogue';
import { debianAmd64, debianArm64, type KernelWithSymbols } from '../debianKernels';
import { riscvLinux } from '../riscvLinux';
import { LIMIT_MS, type CrashingGuest } from './crashingGuest';

/** A Linux that a person has panic: `echo c > /proc/sysrq-trigger`. */
export interface LinuxPanic {
  readonly arch: 'x86-64' | 'arm64' | 'riscv64';
  /** Of the cross compiler’s tools. */
  readonly prefix: string;
  /** It was built with CONFIG_DEBUG_BUGVERBOSE. */
  readonly hasStack: boolean;
  readonly kernel: (folder: string) => KernelWithSymbols;
  /** Shows addresses from /proc/kallsyms before it crashes. */
  readonly crash: (guest: Dialogue) => Promise<void>;
}

const atOnce = async (guest: Dialogue): Promise<void> => {
  await guest.hear('end Kernel panic', LIMIT_MS);
};

export const LINUX_PANICS: readonly LinuxPanic[] = [
  {
    arch: 'x86-64',
    prefix: '',
    hasStack: true,
    kernel: () => debianAmd64(),
    crash: async (guest) => {
      await guest.hear(LINUX_PROMPT, LIMIT_MS);
      await guest.ask('grep -w vfs_read /proc/kallsyms');
      await guest.say('echo c > /proc/sysrq-trigger\r');
      await atOnce(guest);
    },
  },
  {
    arch: 'arm64',
    prefix: 'aarch64-linux-gnu-',
    hasStack: true,
    kernel: (folder) => withInit(debianArm64(), sysrqInitramfs('aarch64', folder)),
    crash: atOnce,
  },
  {
    arch: 'riscv64',
    prefix: 'riscv64-linux-gnu-',
    hasStack: false,
    kernel: (folder) => withInit(riscvLinux(folder), sysrqInitramfs('riscv64', folder)),
    crash: atOnce,
  },
];

function withInit({ vmlinux, configuration }: KernelWithSymbols, initrd: string): KernelWithSymbols {
  return { vmlinux, configuration: { ...configuration, initrd } };
}

/**
 * @param folder For what is made for it.
 * @param moves Whether it moves itself (KASLR).
 */
export function linuxPanic(
  { kernel, crash }: LinuxPanic,
  folder: string,
  moves = true,
): CrashingGuest & Pick<KernelWithSymbols, 'vmlinux'> {
  const { vmlinux, configuration } = kernel(folder);
  const append = `${configuration.append}${moves ? '' : ' nokaslr'}`;
  return {
    ...{ vmlinux, crash, prompt: LINUX_PROMPT, title: 'kernel panic: sysrq triggered crash' },
    configuration: { ...configuration, append },
  };
}

/**
 * What addr2line says of each printed frame, and what was inlined there: of its function's place in the symbol file,
 * and the bytes from there to its call.
 */
export function printedCalls(
  frames: readonly CrashFrame[],
  vmlinux: string,
  prefix: LinuxPanic['prefix'],
): Shown[] {
  const table = nm(vmlinux, prefix);
  const addresses = frames.map(
    ({ symbol = '', offset = 0, exact }) =>
      (table(symbol)[0] ?? 0n) + BigInt(offset) - (exact === true ? 0n : 1n),
  );
  return addr2line(vmlinux, addresses, prefix);
}

/** A function without what the compiler appends to the names of its copies, which symbol tables have and debug information has not. */
export const plain = (name: string): string => name.replace(/\.(?:constprop|isra|part|cold)\b.*$/, '');
