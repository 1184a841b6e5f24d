import { delimiter, isAbsolute, join } from 'node:path';
import { isExecutable } from '../../concurrency/isExecutable';
import { isArchitecture } from '../architectures';
import type { Missing, MissingTool } from './missing';

/** What installing depends on. */
export interface InstallSystem {
  readonly platform: NodeJS.Platform;
  /** As in `PATH`. */
  readonly searchPath: string;
  readonly isRoot: boolean;
}

type Packages = Readonly<Record<MissingTool, string | ((arch: string) => string) | undefined>>;
type Manager = readonly [program: string, command: string, packages: Packages];

/** Packages of Debian and Ubuntu that are for some architectures, or names that they provide; `qemu-system-misc` has the rest. */
const DEBIAN_PACKAGES = /^(?:(arm|mips|ppc|sparc)|(riscv32|riscv64|s390x)$)/;

function debianQemu(arch: string): string {
  if (!isArchitecture(arch)) return 'qemu-system';
  const [, family, own] = DEBIAN_PACKAGES.exec(arch === 'aarch64' ? 'arm' : arch) ?? [];
  const name = family ?? own ?? (/^(i386|x86_64)$/.test(arch) ? 'x86' : 'misc');
  return `qemu-system-${name}`;
}

const CROSS_GDBS: Readonly<Record<string, string>> = {
  arm: 'arm-none-eabi-gdb',
  riscv32: 'riscv64-elf-gdb',
  riscv64: 'riscv64-elf-gdb',
};
const archGdb = (arch: string): string =>
  arch === 'aarch64' ? 'aarch64-linux-gnu-gdb' : (CROSS_GDBS[arch] ?? 'gdb');
const brewGdb = (arch: string): string =>
  CROSS_GDBS[arch] ?? (/^(aarch64|i386|x86_64)$/.test(arch) ? `${arch}-elf-gdb` : 'gdb');

/** Those that need no questions first. Their programs are found in PATH; those of a distribution are on no other one. */
const UNIX: readonly Manager[] = [
  ['apt', 'apt install', { qemu: debianQemu, gdb: 'gdb-multiarch', symbolizer: 'llvm' }],
  ['dnf', 'dnf install', { qemu: 'qemu', gdb: 'gdb', symbolizer: 'llvm' }],
  ['zypper', 'zypper install', { qemu: 'qemu', gdb: 'gdb', symbolizer: 'llvm' }],
  ['pacman', 'pacman -S', { qemu: 'qemu-full', gdb: archGdb, symbolizer: 'llvm' }],
  [
    'apk',
    'apk add',
    {
      qemu: (arch) => `qemu-system-${arch || 'x86_64'}`,
      gdb: 'gdb-multiarch',
      symbolizer: 'binutils',
    },
  ],
];
const BREW: Manager = ['brew', 'brew install', { qemu: 'qemu', gdb: brewGdb, symbolizer: 'llvm' }];
const WINDOWS: readonly Manager[] = [
  [
    'winget.exe',
    'winget install',
    { qemu: 'SoftwareFreedomConservancy.QEMU', gdb: undefined, symbolizer: 'LLVM.LLVM' },
  ],
  ['choco.exe', 'choco install', { qemu: 'qemu', gdb: undefined, symbolizer: 'llvm' }],
  // Scoop is a script.
  ['scoop.cmd', 'scoop install', { qemu: 'qemu', gdb: 'gdb', symbolizer: 'llvm' }],
];

const thisSystem = (): InstallSystem => ({
  platform: process.platform,
  searchPath: process.env['PATH'] ?? '',
  isRoot: process.getuid?.() === 0,
});

/**
 * What a person would type to install a program, by the first package manager of this computer that has it.
 * @returns undefined when there is none that we know.
 */
export async function installCommand(
  { tool, arch = '' }: Missing,
  { platform, searchPath, isRoot }: InstallSystem = thisSystem(),
): Promise<string | undefined> {
  const has = async (program: string): Promise<boolean> => {
    const places = searchPath.split(delimiter).filter((place) => isAbsolute(place));
    return (await Promise.all(places.map((place) => isExecutable(join(place, program))))).includes(true);
  };
  const managers = platform === 'win32' ? WINDOWS : platform === 'darwin' ? [BREW] : [...UNIX, BREW];
  for (const [program, command, packages] of managers) {
    const name = packages[tool];
    if (name === undefined || !(await has(program))) continue;
    const words = `${command} ${typeof name === 'string' ? name : name(arch)}`;
    if (isRoot || !UNIX.some(([one]) => one === program)) return words;
    return `${(await has('doas')) && !(await has('sudo')) ? 'doas' : 'sudo'} ${words}`;
  }
  return undefined;
}
