import { open } from 'node:fs/promises';
import type { Architecture } from '../../config/architectures';

/** What a kernel or firmware file is, as far as its first bytes tell. */
export interface ImageFacts {
  readonly format: 'elf' | 'bzImage' | 'arm64 Image' | 'riscv Image' | 'zImage' | 'PC firmware' | 'raw';
  /** The QEMU system target that runs it; undefined when the file does not say. */
  readonly arch: Architecture | undefined;
  /** Entry address; ELF only. */
  readonly entry?: bigint;
  /** Lowest and highest physical address that the file's segments load to; ELF only. */
  readonly load?: { readonly from: bigint; readonly to: bigint };
}

/** Enough for every header we read: ELF program headers follow the ELF header, `HdrS` is at 0x202. */
const HEAD_BYTES = 4096;

/**
 * Looks at a file's header.
 * @throws the file system's error when it cannot be read.
 */
export async function readImage(path: string): Promise<ImageFacts> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const { size } = await file.stat();
    const tail = Buffer.alloc(16);
    if (size >= 16) await file.read(tail, 0, 16, size - 16);
    return sniff(head.subarray(0, bytesRead), tail, size);
  } finally {
    await file.close();
  }
}

/** Tells what a file is from its first bytes, its last sixteen and its size. */
export function sniff(head: Buffer, tail: Buffer = Buffer.alloc(16), size = head.length): ImageFacts {
  if (head.length >= 52 && head.readUInt32BE(0) === 0x7f454c46) return readElf(head);
  // Linux, Documentation/arch/x86/boot.rst: "HdrS" at 0x202, version at 0x206, xloadflags at 0x236 from 2.12 on.
  if (magic(head, 0x202, 'HdrS')) {
    const is64 =
      head.length > 0x237 && head.readUInt16LE(0x206) >= 0x20c && (head.readUInt16LE(0x236) & 1) === 1;
    return { format: 'bzImage', arch: is64 ? 'x86_64' : 'i386' };
  }
  // Linux, Documentation/arch/arm64/booting.rst and arch/riscv/boot-image-header.rst.
  if (magic(head, 56, 'ARM\x64')) return { format: 'arm64 Image', arch: 'aarch64' };
  if (magic(head, 56, 'RSC\x05')) return { format: 'riscv Image', arch: 'riscv64' };
  if (head.length >= 40 && head.readUInt32LE(36) === 0x016f2818) return { format: 'zImage', arch: 'arm' };
  if (isPcFirmware(tail, size)) return { format: 'PC firmware', arch: 'x86_64' };
  return { format: 'raw', arch: undefined };
}

/** A PC's first instruction is at 16 bytes below the end of the ROM, and is a jump (OVMF: after two NOPs). */
function isPcFirmware(tail: Buffer, size: number): boolean {
  if (size === 0 || size % 65_536 !== 0) return false;
  const first = tail[0] === 0x90 && tail[1] === 0x90 ? tail[2] : tail[0];
  return first === 0xea || first === 0xe9 || first === 0xeb;
}

interface Elf {
  readonly head: Buffer;
  readonly is64: boolean;
  readonly little: boolean;
}

function readElf(head: Buffer): ImageFacts {
  const elf: Elf = { head, is64: head[4] === 2, little: head[5] !== 2 };
  const load = loadRange(elf);
  return {
    format: 'elf',
    arch: elfArchitecture(number(elf, 18, 2), elf.is64, elf.little),
    entry: BigInt.asUintN(64, word(elf, 24)),
    ...(load && { load }),
  };
}

/** The program headers (System V ABI, chapter 5): PT_LOAD is 1; p_paddr and p_memsz differ by class. */
function loadRange(elf: Elf): ImageFacts['load'] {
  const { is64, head } = elf;
  if (is64 && head.length < 64) return undefined;
  const start = Number(word(elf, is64 ? 32 : 28));
  const size = number(elf, is64 ? 54 : 42, 2);
  const count = number(elf, is64 ? 56 : 44, 2);
  let range: { from: bigint; to: bigint } | undefined;
  for (let at = start, left = count; left > 0 && size > 0 && at + size <= head.length; at += size, left--) {
    if (number(elf, at, 4) !== 1) continue;
    const from = word(elf, at + (is64 ? 24 : 12));
    const to = from + word(elf, at + (is64 ? 40 : 20));
    range = {
      from: range && range.from < from ? range.from : from,
      to: range && range.to > to ? range.to : to,
    };
  }
  return range;
}

/** `e_machine` numbers from the ELF registry (binutils include/elf/common.h). */
function elfArchitecture(machine: number, is64: boolean, little: boolean): Architecture | undefined {
  switch (machine) {
    case 2:
      return 'sparc';
    case 3:
      return 'i386';
    case 4:
      return 'm68k';
    case 8:
      return is64 ? (little ? 'mips64el' : 'mips64') : little ? 'mipsel' : 'mips';
    case 15:
      return 'hppa';
    case 20:
      return 'ppc';
    case 21:
      return 'ppc64';
    case 22:
      return 's390x';
    case 40:
      return 'arm';
    case 42:
      return little ? 'sh4' : 'sh4eb';
    case 43:
      return 'sparc64';
    case 44:
      return 'tricore';
    case 62:
      return 'x86_64';
    case 83:
      return 'avr';
    case 92:
      return 'or1k';
    case 94:
      return little ? 'xtensa' : 'xtensaeb';
    case 173:
      return 'rx';
    case 183:
      return 'aarch64';
    case 189:
      return little ? 'microblazeel' : 'microblaze';
    case 243:
      return is64 ? 'riscv64' : 'riscv32';
    case 258:
      return 'loongarch64';
    case 0x9026:
      return 'alpha';
    default:
      return undefined;
  }
}

function magic(head: Buffer, at: number, text: string): boolean {
  return head.length >= at + text.length && head.toString('latin1', at, at + text.length) === text;
}

function number({ head, little }: Elf, at: number, bytes: number): number {
  return little ? head.readUIntLE(at, bytes) : head.readUIntBE(at, bytes);
}

/** An address or offset: four bytes in class 32, eight in class 64. */
function word({ head, little, is64 }: Elf, at: number): bigint {
  if (!is64) return BigInt(little ? head.readUInt32LE(at) : head.readUInt32BE(at));
  return little ? head.readBigUInt64LE(at) : head.readBigUInt64BE(at);
}
