import type { Architecture } from '../config/architectures';
import { type ByteSource, ElfError, ElfFile, looksLikeElf, SEGMENT_LOAD, withFile } from '../symbols/elf';
import { elfArchitecture } from './elfArchitecture';

/** Physical addresses, the second one not included. */
interface AddressRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** What a kernel, firmware or disk is, as far as its headers tell. */
export interface ImageFacts {
  readonly format:
    | 'elf'
    | 'bzImage'
    | 'arm64 Image'
    | 'riscv Image'
    | 'zImage'
    | 'PC firmware'
    | 'ISO 9660'
    | 'qcow2'
    | 'raw';
  /** The QEMU system target that runs it; undefined when the file does not say. */
  readonly arch: Architecture | undefined;
  readonly elf?: ElfImage;
}

interface ElfImage {
  readonly entry: bigint;
  /** Where its segments are loaded. */
  readonly load: readonly AddressRange[];
  /** Whether it has names for its addresses at all. */
  readonly hasSymbols: boolean;
  /** Whether it is for a boot loader that speaks Multiboot 2, which QEMU's own does not. */
  readonly multiboot2: boolean;
}

/** Enough for every header but that of an ISO: a Multiboot 2 header is in the first 32 KiB. */
const HEAD_BYTES = 32 * 1024;
const TAIL_BYTES = 16;

/**
 * Looks at a file's headers.
 * @throws the file system's error when it cannot be read, or is not a regular file.
 */
export function readImage(path: string): Promise<ImageFacts> {
  return withFile(path, identify);
}

/** Tells what a file is. It is always something: `raw` at worst. */
export async function identify(source: ByteSource): Promise<ImageFacts> {
  const head = await source.read(0, HEAD_BYTES);
  if (looksLikeElf(head)) return await identifyElf(source, head);
  const linux = linuxImage(head);
  if (linux) return linux;
  if (magic(head, 0, 'QFI\xfb')) return { format: 'qcow2', arch: undefined };
  // ECMA-119: the volume descriptors begin with sector 16.
  if (magic(await source.read(0x8001, 5), 0, 'CD001')) return { format: 'ISO 9660', arch: undefined };
  const tail = source.size < TAIL_BYTES ? head : await source.read(source.size - TAIL_BYTES, TAIL_BYTES);
  return isPcFirmware(tail, source.size)
    ? { format: 'PC firmware', arch: 'x86_64' }
    : { format: 'raw', arch: undefined };
}

function linuxImage(head: Buffer): ImageFacts | undefined {
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
  return undefined;
}

/**
 * A PC's first instruction is 16 bytes below the end of the ROM, and is a jump; in edk2 two NOPs or a look at CR0, which
 * tells whether the CPU is in protected mode already, come before it.
 */
function isPcFirmware(tail: Buffer, size: number): boolean {
  if (size === 0 || size % 4096 !== 0) return false;
  if (magic(tail, 0, '\x0f\x20\xc0')) return true;
  const first = tail[0] === 0x90 && tail[1] === 0x90 ? tail[2] : tail[0];
  return first === 0xea || first === 0xe9 || first === 0xeb;
}

async function identifyElf(source: ByteSource, head: Buffer): Promise<ImageFacts> {
  try {
    const elf = await ElfFile.read(source);
    const segments = await elf.segments().catch(unreadable([]));
    const load = segments
      .filter(({ type, memorySize }) => type === SEGMENT_LOAD && memorySize > 0n)
      .map(({ physicalAddress, memorySize }) => ({
        from: physicalAddress,
        to: physicalAddress + memorySize,
      }));
    const hasSymbols = await elf.hasSymbols().catch(unreadable(false));
    const { entry } = elf.header;
    const facts = { entry, load, hasSymbols, multiboot2: isMultiboot2(head) };
    return { format: 'elf', arch: elfArchitecture(elf.header), elf: facts };
  } catch (error) {
    return unreadable<ImageFacts>({ format: 'raw', arch: undefined })(error);
  }
}

/** What is wrong with the file is QEMU's to say. */
function unreadable<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof ElfError) return instead;
    throw error;
  };
}

/** Multiboot 2, 3.1.1: the header is on an 8-byte boundary, its four first words add up to 0. */
function isMultiboot2(head: Buffer): boolean {
  for (let at = 0; at + 16 <= head.length; at += 8) {
    if (head.readUInt32LE(at) !== 0xe85250d6) continue;
    const sum = [0, 4, 8, 12].reduce((total, word) => total + head.readUInt32LE(at + word), 0);
    if (sum % 2 ** 32 === 0) return true;
  }
  return false;
}

function magic(head: Buffer, at: number, text: string): boolean {
  return head.length >= at + text.length && head.toString('latin1', at, at + text.length) === text;
}
