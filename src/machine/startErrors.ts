import * as l10n from '@vscode/l10n';
import { furtherWords, ownWords } from './qemuWords';
import { defaultsOf, isArchitecture } from './start/architectures';

/** A machine could not be started. The message says what happened, in QEMU's own words where it said any. */
export class StartError extends Error {
  override readonly name = 'StartError';
  constructor(
    message: string,
    /** What to do about it; empty where nothing certain can be said. */
    readonly hint: string,
    /** Everything that QEMU wrote to stderr. */
    readonly stderr = '',
    /** Program and arguments; empty when it did not come that far. */
    readonly commandLine: readonly string[] = [],
  ) {
    super(message);
  }
}

/** What helps if the computer, and not the configuration, is why something cannot be done; else an empty string. */
export function systemHint(words: string): string {
  if (/\b(?:EMFILE|ENFILE|EAGAIN|ENOMEM)\b|ERR_WORKER_(?:INIT_FAILED|OUT_OF_MEMORY)|Too many open files/.test(words))
    return l10n.t('Close programs or windows that you do not need, and try again.');
  if (/\b(?:ENOSPC|EDQUOT)\b|No space left on device/.test(words))
    return l10n.t('The disk is full. Free some space, or set TMPDIR to a directory on another disk.');
  return '';
}

/** What a start has failed of, as a start error. A hint about the configuration is wrong if it is the computer. */
export function asStartError(error: unknown): StartError {
  if (!(error instanceof StartError)) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return new StartError(message, systemHint(`${code} ${message}`));
  }
  const hint = systemHint(error.message);
  return hint === '' ? error : new StartError(error.message, hint, error.stderr, error.commandLine);
}

/** What the hints are made from. */
export interface StartContext {
  readonly arch: string;
  readonly binary: string;
  readonly cwd: string;
}

type Hint = (context: StartContext, match: RegExpExecArray) => string;

/** QEMU's words (7.2 to 10.x, and accelerators') and what they mean for whoever wrote the configuration. */
const KNOWN: readonly (readonly [RegExp, Hint])[] = [
  [
    /Could not access KVM kernel module|failed to initialize kvm|KVM.*(?:No such file|Permission denied)/i,
    () =>
      'KVM is not available. Remove "-enable-kvm" or "-accel kvm" from "args" (QEMU then emulates the CPU), or make ' +
      '/dev/kvm accessible: on Linux, add yourself to the group "kvm" and log in again.',
  ],
  [
    /invalid accelerator|No accelerator found|not supported by this accelerator|invalid accelerator/i,
    () => 'This QEMU does not have that accelerator here. Remove "-accel" from "args" or use "-accel tcg".',
  ],
  [
    /unsupported machine type|No machine specified/i,
    ({ binary }) => `Set "machine" to one that "${binary} -machine help" lists.`,
  ],
  [
    /unable to find CPU model|CPU type .* not supported|Invalid CPU (?:model|type)/i,
    ({ binary }) => `Set "cpu" to one that "${binary} -cpu help" lists and the machine accepts.`,
  ],
  [
    /Cannot load x86-64 image, give a 32bit one/i,
    () =>
      'QEMU boots multiboot kernels only as 32-bit ELF files. Convert it (objcopy -O elf32-i386 kernel.elf ' +
      'kernel32.elf), give it a PVH note, or boot it from a disk image with a boot loader.',
  ],
  [
    /invalid kernel header|linux kernel too old to load a ram disk/i,
    () =>
      'The file is neither a Linux bzImage nor a multiboot ELF. A boot sector or disk image belongs in "drives", ' +
      'firmware in "bios".',
  ],
  [
    /Some ROM regions are overlapping/i,
    () =>
      'The kernel loads where the firmware is. Link it elsewhere (riscv with OpenSBI: 0x80200000), or set ' +
      '"bios": "none" if the kernel is its own firmware.',
  ],
  [
    /could not (?:open|load)(?: \w+)* (?:kernel|PC BIOS|firmware|initrd|ramdisk)|could not load|couldn't find ROM image/i,
    ({ cwd }) => `Is it built, and is the path right? Relative paths start at ${cwd}.`,
  ],
  [
    /Failed to get "write" lock|Failed to get shared "write" lock/i,
    () =>
      'Another QEMU uses this disk image. Stop it, or set "snapshot": true on the drive so that this machine keeps ' +
      'its changes to itself.',
  ],
  [
    /Could not open '(.*)': (?:No such file|Is a directory)/i,
    ({ cwd }) => `Check the path. Relative paths start at ${cwd}.`,
  ],
  [
    /Could not open '(.*)': Permission denied/i,
    (_context, match) => `You may not read (or write) ${match[1]}.`,
  ],
  [
    /Could not set up host forwarding rule|Address already in use|Failed to (?:bind|find an available port)/i,
    () => 'Another program uses that port of this computer. Choose another one, or end that program.',
  ],
  [
    /(-\S+): invalid option/,
    ({ binary }, match) =>
      `This QEMU does not know ${match[1]}. Check "args" (one array element for each word) against ` +
      `"${binary} -help".`,
  ],
  [
    /'(.*)' is not a valid device model name/,
    ({ binary }) => `Choose one that "${binary} -device help" lists; not every machine has every device.`,
  ],
  [
    /cannot set up guest memory|Cannot allocate memory|exceeds RAM|at most \d+ .* RAM|maximum .* memory/i,
    () => 'Give the machine less "memory".',
  ],
  [
    /Parameter 'size' expects|invalid RAM size/i,
    () => 'Write "memory" as in "512M" or "2G", or a number of MiB.',
  ],
  [/Invalid SMP CPUs|max CPUs|CPU topology/i, () => 'Set "smp" to what the machine supports.'],
  [/Log items \(comma separated\)/, () => 'One of "log.items" is not among them.'],
  [/module \S+ not found|Display .* is not available|-display \S+: /i, () => 'Set "display" to "none".'],
  [
    /waiting for connection on/i,
    () => 'A chardev in "args" waits for somebody to connect before QEMU goes on: add "wait=off" to it.',
  ],
  [/Failed to connect to/i, () => 'Is the other end of that connection running?'],
];

/** The first hint whose words occur, in what QEMU complains of or else in all that it said; an empty string if none does. */
export function hintFor(stderr: string, context: StartContext): string {
  for (const text of [ownWords(stderr), furtherWords(stderr, '').join('\n')]) {
    for (const [pattern, hint] of KNOWN) {
      const match = pattern.exec(text);
      if (match) return hint(context, match);
    }
  }
  return '';
}

/** How to get QEMU onto this computer. */
export function installHint(arch: string, platform: NodeJS.Platform = process.platform): string {
  const elsewhere = 'If it is installed elsewhere, set "qemuPath" or the setting "qemu.installDirectory".';
  if (platform === 'darwin') return `Install it with "brew install qemu". ${elsewhere}`;
  if (platform === 'win32') {
    return `Install it with "winget install SoftwareFreedomConservancy.QEMU". ${elsewhere}`;
  }
  const name = isArchitecture(arch) ? defaultsOf(arch).package : 'qemu-system';
  const ways = `Debian, Ubuntu: "sudo apt install ${name}"; Fedora: "sudo dnf install qemu"; Arch: "sudo pacman -S qemu-full"`;
  return `Install it with your package manager (${ways}). ${elsewhere}`;
}
