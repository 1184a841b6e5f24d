import { readFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { capture, which } from './run.mjs';
import { findChromium } from './chromium.mjs';

/**
 * What the system must bring, by what it is needed for. `has` looks for the thing itself and not for a package, so
 * a QEMU built by hand counts. `undefined` under a package manager means: it has no such package.
 */
const program = (name, packages) => ({ name, has: () => which(name), ...packages });
const file = (path, packages) => ({ name: path, has: () => exists(path), ...packages });

const QEMU = program('qemu-system-x86_64', {
  apt: 'qemu-system-x86',
  brew: 'qemu',
  dnf: 'qemu-system-x86',
  pacman: 'qemu-system-x86',
  winget: 'SoftwareFreedomConservancy.QEMU',
});

const GPP = program('g++', { apt: 'g++', brew: 'gcc', dnf: 'gcc-c++', pacman: 'gcc' });

/** For the headless workbench: its native modules are built on the spot. */
const WORKBENCH = [
  program('python3', { apt: 'python3', brew: 'python3', dnf: 'python3', pacman: 'python' }),
  program('make', { apt: 'make', brew: 'make', dnf: 'make', pacman: 'make' }),
  GPP,
  {
    ...file('/usr/include/gssapi/gssapi.h', { apt: 'libkrb5-dev', dnf: 'krb5-devel', pacman: 'krb5' }),
    linuxOnly: true,
  },
];

const BROWSER = [
  {
    name: 'chromium',
    has: findChromium,
    apt: 'chromium',
    brew: '--cask chromium',
    dnf: 'chromium',
    pacman: 'chromium',
    winget: 'Hibbiki.Chromium',
  },
  {
    ...file('/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf', { apt: 'fonts-dejavu-core' }),
    linuxOnly: true,
    debianOnly: true,
  },
];

/** LLVM's symbolizer, newest first; Debian puts the version into its name. */
const SYMBOLIZERS = ['llvm-symbolizer', ...Array.from({ length: 10 }, (_, n) => `llvm-symbolizer-${25 - n}`)];

function isDebian12() {
  try {
    return /^PRETTY_NAME="Debian GNU\/Linux 12\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** The path of an llvm-symbolizer that knows markup, as it does since LLVM 16. */
export async function markupSymbolizer() {
  for (const name of SYMBOLIZERS) {
    const path = await which(name);
    if (path && (await capture(path, ['--help'])).stdout.includes('--filter-markup')) return path;
  }
  return undefined;
}

/** For the tests: other machines, boot loaders, an initramfs, the debuggers, compilers for guests. */
const TESTS = [
  QEMU,
  program('qemu-system-aarch64', {
    apt: 'qemu-system-arm',
    brew: 'qemu',
    dnf: 'qemu-system-aarch64',
    pacman: 'qemu-system-aarch64',
    winget: 'SoftwareFreedomConservancy.QEMU',
  }),
  program('qemu-system-riscv64', {
    // A package of its own since Debian 13, which the one before calls by this name, too.
    apt: 'qemu-system-riscv64',
    brew: 'qemu',
    dnf: 'qemu-system-riscv',
    pacman: 'qemu-system-riscv',
    winget: 'SoftwareFreedomConservancy.QEMU',
  }),
  ...['m68k', 's390x', 'xtensa'].map((arch) =>
    program(`qemu-system-${arch}`, { apt: `qemu-system-${arch}`, brew: 'qemu', dnf: `qemu-system-${arch}` }),
  ),
  file('/usr/lib/u-boot/qemu_arm64/u-boot.bin', { apt: 'u-boot-qemu' }),
  file('/usr/share/OVMF/OVMF_CODE_4M.fd', { apt: 'ovmf' }),
  {
    name: 'a static busybox',
    has: hasStaticBusybox,
    apt: 'busybox-static',
    dnf: 'busybox',
    pacman: 'busybox',
  },
  program('gdb', { apt: 'gdb', brew: 'gdb', dnf: 'gdb', pacman: 'gdb' }),
  program('gdb-multiarch', { apt: 'gdb-multiarch' }),
  GPP,
  program('gcc', { apt: 'gcc', brew: 'gcc', dnf: 'gcc', pacman: 'gcc' }),
  program('make', { apt: 'make', brew: 'make', dnf: 'make', pacman: 'make' }),
  program('aarch64-linux-gnu-gcc', {
    apt: 'gcc-aarch64-linux-gnu',
    dnf: 'gcc-aarch64-linux-gnu',
    pacman: 'aarch64-linux-gnu-gcc',
  }),
  program('arm-linux-gnueabi-gcc', { apt: 'gcc-arm-linux-gnueabi' }),
  program('riscv64-linux-gnu-gcc', {
    apt: 'gcc-riscv64-linux-gnu',
    dnf: 'gcc-riscv64-linux-gnu',
    pacman: 'riscv64-linux-gnu-gcc',
  }),
  {
    name: 'llvm-symbolizer 16 or newer',
    has: async () => Boolean(await markupSymbolizer()),
    // What Debian 12 calls llvm is version 14; later releases have none of this name.
    apt: isDebian12() ? 'llvm-16' : 'llvm',
    brew: 'llvm',
    dnf: 'llvm',
    pacman: 'llvm',
  },
  program('llvm-symbolizer', { apt: 'llvm', brew: 'llvm', dnf: 'llvm', pacman: 'llvm' }),
  program('addr2line', { apt: 'binutils', brew: 'binutils', dnf: 'binutils', pacman: 'binutils' }),
  program('socat', { apt: 'socat', brew: 'socat', dnf: 'socat', pacman: 'socat' }),
  program('setpriv', { apt: 'util-linux', dnf: 'util-linux', pacman: 'util-linux' }),
];

/** For the tests in root folders with another QEMU and GDB. */
const NEWER = [
  program('debootstrap', { apt: 'debootstrap', dnf: 'debootstrap', pacman: 'debootstrap' }),
  file('/usr/share/keyrings/debian-archive-keyring.gpg', { apt: 'debian-archive-keyring' }),
  program('unshare', { apt: 'util-linux', dnf: 'util-linux', pacman: 'util-linux' }),
  program('setpriv', { apt: 'util-linux', dnf: 'util-linux', pacman: 'util-linux' }),
];

/** For `npm run test:kernels`: kernels of Debian's are fetched and built. */
const KERNELS = [
  program('apt-get', {}),
  program('dpkg-deb', { apt: 'dpkg' }),
  file('/usr/share/keyrings/debian-archive-keyring.gpg', { apt: 'debian-archive-keyring' }),
  program('tar', { apt: 'tar' }),
  program('xz', { apt: 'xz-utils' }),
  program('flex', { apt: 'flex' }),
  program('bison', { apt: 'bison' }),
  program('bc', { apt: 'bc' }),
  program('python3', { apt: 'python3' }),
  program('perl', { apt: 'perl' }),
  program('nasm', { apt: 'nasm' }),
  program('rustc', { apt: 'rustc' }),
  file('/usr/include/openssl/evp.h', { apt: 'libssl-dev' }),
  program('arm-none-eabi-gcc', { apt: 'gcc-arm-none-eabi' }),
  file('/usr/lib/picolibc/arm-none-eabi/lib/libsemihost.a', { apt: 'picolibc-arm-none-eabi' }),
];

const NEEDS = {
  start: [QEMU],
  workbench: WORKBENCH,
  browser: BROWSER,
  tests: TESTS,
  newer: NEWER,
  kernels: KERNELS,
};

/** Those of the given kinds (keys of NEEDS) that this machine lacks. */
export async function missing(kinds) {
  const lacking = [];
  for (const need of new Set(kinds.flatMap((kind) => NEEDS[kind]))) {
    if (need.linuxOnly && process.platform !== 'linux') continue;
    if (need.debianOnly && !(await which('apt-get'))) continue;
    if (!(await need.has())) lacking.push(need);
  }
  return lacking;
}

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

/** ELF's program header type of a dynamically linked program's interpreter. */
const PT_INTERP = 3;

/** A busybox that runs alone in an initramfs: an ELF without an interpreter. */
async function hasStaticBusybox() {
  const path = await which('busybox');
  if (!path) return false;
  const elf = await readFile(path);
  if (elf.toString('latin1', 0, 4) !== '\x7fELF' || elf[4] !== 2 || elf[5] !== 1) return false;
  const table = Number(elf.readBigUInt64LE(32));
  const [size, count] = [elf.readUInt16LE(54), elf.readUInt16LE(56)];
  const types = Array.from({ length: count }, (_, index) => elf.readUInt32LE(table + index * size));
  return !types.includes(PT_INTERP);
}
