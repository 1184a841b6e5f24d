import * as l10n from '@vscode/l10n';
import { furtherWords, ownWords } from './qemuWords';
import type { ImageFacts } from '../image';

/** What the hints are made from. */
export interface StartContext {
  readonly arch: string;
  readonly binary: string;
  readonly cwd: string;
  readonly image?: ImageFacts | undefined;
  /** What was assumed about the machine because nothing says it; a sentence. */
  readonly guess?: string | undefined;
}

type Hint = (context: StartContext, match: RegExpExecArray) => string;

/** QEMU's words (7.2 to 10.x, and accelerators') and what they mean for the person who wrote the configuration. */
const KNOWN: readonly (readonly [RegExp, Hint])[] = [
  [
    /Could not access KVM kernel module|failed to initialize kvm|KVM.*(?:No such file|Permission denied)/i,
    () =>
      l10n.t(
        'KVM is not available. Remove "-enable-kvm" or "-accel kvm" from "args" (QEMU then emulates the CPU), or make /dev/kvm accessible: on Linux, add yourself to the group "kvm" and log in again.',
      ),
  ],
  [
    /CPU model 'host' requires|'host' CPU type can only|unable to find CPU model 'host'/i,
    () =>
      l10n.t(
        'The CPU of this computer can be used only for a machine of the same architecture, with KVM or HVF: add "-accel", "kvm" to "args", or set "cpu" to "max", which QEMU emulates.',
      ),
  ],
  [
    /invalid accelerator|No accelerator found|not supported by this accelerator/i,
    () =>
      l10n.t(
        'This QEMU does not have that accelerator here. Remove "-accel" from "args" or use "-accel tcg".',
      ),
  ],
  [
    /unsupported machine type|No machine specified/i,
    ({ binary }) => l10n.t('Set "machine" to one that "{0} -machine help" lists.', binary),
  ],
  [
    /unable to find CPU model|CPU type .* not supported|Invalid CPU (?:model|type)/i,
    ({ binary }) => l10n.t('Set "cpu" to one that "{0} -cpu help" lists and the machine accepts.', binary),
  ],
  [
    /Cannot load x86-64 image, give a 32bit one/i,
    () =>
      l10n.t(
        'QEMU boots multiboot kernels only as 32-bit ELF files. Convert it (objcopy -O elf32-i386 kernel.elf kernel32.elf), give it a PVH note, or boot it from a disk image with a boot loader.',
      ),
  ],
  [/invalid kernel header|linux kernel too old|without PVH ELF Note/i, kernelHint],
  [
    /Some ROM regions are overlapping/i,
    () =>
      l10n.t(
        'The kernel loads where the firmware is. Link it elsewhere (riscv with OpenSBI: 0x80200000), or set "bios": "none" if the kernel is its own firmware.',
      ),
  ],
  [
    /could not (?:open|load)(?: \w+)* (?:kernel|PC BIOS|firmware|initrd|ramdisk)|could not load|couldn't find ROM image/i,
    ({ cwd }) => l10n.t('Is it built, and is the path right? Relative paths start at {0}.', cwd),
  ],
  [
    /Failed to get "write" lock|Failed to get shared "write" lock/i,
    () =>
      l10n.t(
        'Another QEMU uses this disk image. Stop it, or set "snapshot": true on the drive so that this machine keeps its changes to itself.',
      ),
  ],
  [
    /Could not open '(.*)': (?:No such file|Is a directory)/i,
    ({ cwd }) => l10n.t('Check the path. Relative paths start at {0}.', cwd),
  ],
  [
    /Could not open '(.*)': Permission denied/i,
    (_context, match) => l10n.t('You have no permission to read (or write) {0}.', match[1] ?? ''),
  ],
  [
    /Could not set up host forwarding rule|Address already in use|Failed to (?:bind|find an available port)/i,
    () => l10n.t('Another program uses that port of this computer. Choose another one, or end that program.'),
  ],
  [
    /fd=3.*(?:is not a socket|Bad file descriptor)|File descriptor '?3'? is not a socket|Bad file descriptor/i,
    () =>
      l10n.t(
        'QEMU was not handed its monitor, which is file descriptor 3. If "qemuPath" is a wrapper, it has to start QEMU with "exec" and all open files: sudo, containers and "3<&-" close them.',
      ),
  ],
  [
    /No '(PCI|ISA|virtio-bus)' bus found for device/i,
    ({ binary }, match) =>
      l10n.t(
        'This board has no {0} bus. Use a device of the board itself ("uart"), one without that bus (virtio: "…-device" in place of "…-pci"), or another "machine" of "{1} -machine help".',
        match[1] ?? '',
        binary,
      ),
  ],
  [
    /(-\S+): invalid option/,
    ({ binary }, match) =>
      l10n.t(
        'This QEMU does not know {0}. Check "args" (one array element for each word) against "{1} -help".',
        match[1] ?? '',
        binary,
      ),
  ],
  [
    /'(.*)' is not a valid device model name/,
    ({ binary }) =>
      l10n.t('Choose one that "{0} -device help" lists; not every machine has every device.', binary),
  ],
  [
    /cannot set up guest memory|Cannot allocate memory|exceeds RAM|at most \d+ .* RAM|maximum .* memory/i,
    () => l10n.t('Give the machine less "memory".'),
  ],
  [
    /Parameter 'size' expects|invalid RAM size/i,
    () => l10n.t('Write "memory" as in "512M" or "2G", or a number of MiB.'),
  ],
  [/Invalid SMP CPUs|max CPUs|CPU topology/i, () => l10n.t('Set "smp" to what the machine supports.')],
  [/Log items \(comma separated\)/, () => l10n.t('One of "log.items" is not among them.')],
  [
    /module \S+ not found|Display .* is not available|-display \S+: /i,
    () => l10n.t('Set "display" to "none".'),
  ],
  [
    /waiting for connection on/i,
    () => l10n.t('A chardev in "args" waits for a connection before QEMU goes on: add "wait=off" to it.'),
  ],
  [/Failed to connect to/i, () => l10n.t('Is the other end of that connection running?')],
];

/** What to do with a file that QEMU cannot boot as a kernel. */
function kernelHint({ image }: StartContext): string {
  if (image?.elf?.multiboot2)
    return l10n.t(
      'The kernel is for Multiboot 2, which QEMU does not load by itself. Make a CD with a boot loader (grub-mkrescue) and set "cdrom", or give the kernel a Multiboot 1 header or a PVH note.',
    );
  if (image?.elf)
    return l10n.t(
      'A PC boots an ELF file only with a Multiboot 1 header or a PVH note. Give it one, or boot it from a disk image with a boot loader.',
    );
  return (
    diskHint(image) ??
    l10n.t(
      'The file is neither a Linux bzImage nor a multiboot ELF. A boot sector or disk image belongs in "drives", firmware in "bios".',
    )
  );
}

/** Where an image belongs that is no kernel; undefined for one that may be one. */
export function diskHint(image: ImageFacts | undefined): string | undefined {
  if (image?.format === 'ISO 9660')
    return l10n.t('It is the image of a CD: set "cdrom" to it instead of "kernel".');
  if (image?.format === 'qcow2') return l10n.t('It is the image of a disk: put it into "drives".');
  return undefined;
}

/** Words after which the architecture is in question. */
const ABOUT_THE_MACHINE =
  /^$|unsupported machine type|No machine specified|CPU|kernel|device model|invalid option|bus found/i;

/**
 * What to do about QEMU's words: the first hint that fits what it complains of, or else anything that it said, and then
 * what was only assumed. Empty if nothing can be said.
 */
export function hintFor(stderr: string, context: StartContext): string {
  const complaint = ownWords(stderr);
  const known = [complaint, furtherWords(stderr, '').join('\n')].flatMap((text) => knownHints(text, context));
  const { guess } = context;
  const doubtful = guess !== undefined && ABOUT_THE_MACHINE.test(complaint);
  return [...known.slice(0, 1), ...(doubtful ? [guess] : [])].join(' ');
}

function knownHints(text: string, context: StartContext): string[] {
  return KNOWN.flatMap(([pattern, hint]) => {
    const match = pattern.exec(text);
    return match ? [hint(context, match)] : [];
  });
}
