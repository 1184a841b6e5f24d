import { posix } from 'node:path';
import { bootFields, linuxConsole } from '../../../../machine/command/bootFields';
import type { ImageFacts } from '../../../../machine/image';
import { zephyrMachine } from './zephyrBoards';

/** A file of the workspace that may have to do with booting something. */
export interface FoundFile {
  /** In the folder, with `/`. */
  readonly path: string;
  readonly format: ImageFacts['format'];
  readonly arch: ImageFacts['arch'];
  /** The board that a Zephyr application was built for. */
  readonly board?: string;
}

/** A launch configuration as it is written into launch.json. */
export type Candidate = {
  readonly type: 'qemu';
  readonly request: 'launch';
  readonly name: string;
} & Readonly<Record<string, unknown>>;

type Body = { readonly [field in 'kernel' | 'bios' | 'initrd' | 'cdrom' | 'drives']?: unknown } & Readonly<
  Record<string, unknown>
>;
/** What a rule makes of one file; nothing if the file is not for it. */
type Rule = (file: FoundFile, all: readonly FoundFile[]) => Body | undefined;

/**
 * The launch configurations that a folder's files call for, best first: each file is used once, by the first rule
 * that knows what to do with it.
 */
export function candidates(files: readonly FoundFile[]): Candidate[] {
  const sorted = [...files].sort((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path));
  const used = new Set<string>();
  const found: { main: string; body: Body }[] = [];
  for (const rule of RULES) {
    for (const file of sorted) {
      if (used.has(file.path)) continue;
      const body = rule(file, sorted);
      if (!body) continue;
      for (const path of [file.path, ...bootedBy(body)]) used.add(path);
      found.push({ main: file.path, body });
    }
  }
  return found.map(({ main, body }) => ({
    type: 'qemu',
    request: 'launch',
    name: `QEMU: ${shortName(main, found)}`,
    ...body,
  }));
}

const at = (path: string): string => `\${workspaceFolder}/${path}`;
const depth = ({ path }: FoundFile): number => path.split('/').length;
const isElf = ({ format, arch }: FoundFile): boolean => format === 'elf' && arch !== undefined;
const isX86 = ({ arch }: FoundFile): boolean => arch === 'i386' || arch === 'x86_64';

const zephyr: Rule = (file) => {
  if (!isElf(file) || !/(^|\/)zephyr\/zephyr\.elf$/.test(file.path)) return undefined;
  return { kernel: at(file.path), ...zephyrMachine(file.board, file.arch), stopOnSymbol: 'main' };
};

/** Where Linux builds the image that boots, below the folder of its vmlinux. */
const BOOT_IMAGES = [
  'arch/x86/boot/bzImage',
  'arch/arm64/boot/Image',
  'arch/riscv/boot/Image',
  'arch/arm/boot/zImage',
];

const linux: Rule = (file, all) => {
  if (posix.basename(file.path) !== 'vmlinux' || !isElf(file)) return undefined;
  const folder = posix.dirname(file.path);
  const places = [...BOOT_IMAGES, 'bzImage', 'Image', 'zImage'].map((place) => posix.join(folder, place));
  const image = all.find(({ path }) => places.includes(path));
  const archives = all.filter(({ path }) => isInitramfs(path));
  const initrd = archives.find(({ path }) => posix.dirname(path) === folder) ?? archives[0];
  return {
    kernel: at(image?.path ?? file.path),
    ...(image && { program: at(file.path) }),
    ...(initrd && { initrd: at(initrd.path) }),
    append: `console=${linuxConsole(file.arch)} nokaslr panic=-1`,
    memory: '1G',
  };
};

const isInitramfs = (path: string): boolean =>
  /(\.cpio(\.\w+)?|(^|\/)(initrd|initramfs)[^/]*\.img)$/.test(path);

/** `u-boot` is the ELF with the symbols; what runs is beside it. */
const uboot: Rule = (file, all) => {
  if (posix.basename(file.path) !== 'u-boot' || !isElf(file)) return undefined;
  const folder = posix.dirname(file.path);
  const names = isX86(file) ? ['u-boot.rom'] : ['u-boot.bin', 'u-boot-nodtb.bin'];
  const binary = names
    .map((name) => all.find(({ path }) => path === posix.join(folder, name)))
    .find((one) => one !== undefined);
  if (!binary || file.arch === undefined) return undefined;
  return { arch: file.arch, bios: at(binary.path), program: at(file.path) };
};

/** Boards for bare-metal programs whose target says nothing but the core. */
const RUST_MACHINES: readonly (readonly [target: RegExp, machine: string])[] = [
  [/^thumbv6m-/, 'microbit'],
  [/^thumbv7m-/, 'lm3s6965evb'],
  [/^thumbv7em-/, 'mps2-an386'],
  [/^thumbv8m\.main-/, 'mps2-an505'],
];

const rust: Rule = (file) => {
  const target = /(?:^|\/)target\/([^/]+)\/(?:debug|release)\/[^/]+$/.exec(file.path)?.[1];
  // A program for an operating system does not run on a bare machine.
  if (target === undefined || /linux|windows|darwin|freebsd|wasi|android/.test(target)) return undefined;
  if (!isElf(file)) return undefined;
  const machine = RUST_MACHINES.find(([pattern]) => pattern.test(target))?.[1];
  return { kernel: at(file.path), ...(machine !== undefined && { machine }) };
};

const kernel: Rule = (file) => {
  const named = /(\.(elf|bin)|(^|\/)kernel)$/.test(file.path) && !/(^|\/)zephyr_pre\d+\.elf$/.test(file.path);
  return isElf(file) && named ? { kernel: at(file.path) } : undefined;
};

/** A kernel that was built elsewhere, without symbols. */
const bootImage: Rule = (file) =>
  /^(bzImage|arm64 Image|riscv Image|zImage)$/.test(file.format) && file.arch !== undefined
    ? bootFields(at(file.path), file)
    : undefined;

/** A disk does not tell what is on it: the symbols are the folder's only kernel's, if there is just one. */
const disk: Rule = (file, all) => {
  if (isElf(file) || isInitramfs(file.path) || !/\.(img|iso|qcow2)$/.test(file.path)) return undefined;
  const kernels = all.filter((one) => isX86(one) && kernel(one, all) !== undefined);
  const [only] = kernels;
  return {
    ...(file.path.endsWith('.iso') ? { cdrom: at(file.path) } : { drives: [at(file.path)] }),
    ...(kernels.length === 1 && only && { program: at(only.path) }),
  };
};

const RULES: readonly Rule[] = [zephyr, linux, uboot, rust, kernel, bootImage, disk];

/** The files that a configuration boots; what lends only its symbols may be used again. */
function bootedBy({ kernel, bios, initrd, cdrom, drives }: Body): string[] {
  return [kernel, bios, initrd, cdrom, drives]
    .flat()
    .flatMap((value) => (typeof value === 'string' ? value.replace('${workspaceFolder}/', '') : []));
}

/** The file's name; with its folders if another one has the same name. */
function shortName(path: string, all: readonly { readonly main: string }[]): string {
  const name = posix.basename(path);
  return all.filter(({ main }) => posix.basename(main) === name).length > 1 ? path : name;
}
