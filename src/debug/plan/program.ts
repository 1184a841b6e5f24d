import { open } from 'node:fs/promises';
import { readImage } from '../../machine/start/image';

/** An ELF file that is debugged. */
export interface Program {
  readonly path: string;
  /** The QEMU target that its header calls for; undefined for one that QEMU does not have. */
  readonly arch: string | undefined;
  readonly entry: bigint | undefined;
  /** Whether it has names for its addresses at all. */
  readonly hasSymbols: boolean;
}

/** ELF section types with names for addresses (System V ABI, chapter 4): SHT_SYMTAB, SHT_DYNSYM. */
const SYMBOL_TABLES = new Set([2, 11]);

/** More sections than this has no file that a linker makes; Rust and C++ make some ten thousand. */
const MOST_SECTIONS = 200_000;

/**
 * Looks at an ELF file.
 * @returns undefined when it is none.
 * @throws the file system's error when it cannot be read.
 */
export async function readProgram(path: string): Promise<Program | undefined> {
  const facts = await readImage(path);
  if (facts.format !== 'elf') return undefined;
  return { path, arch: facts.arch, entry: facts.entry, hasSymbols: await hasSymbols(path) };
}

/** A section of type SYMTAB or DYNSYM that is not empty. Debug information never comes without either. */
async function hasSymbols(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(64);
    await file.read(head, 0, 64, 0);
    const table = sectionTable(head);
    if (!table) return false;
    const bytes = Buffer.alloc(table.size * table.count);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, table.at);
    for (let at = 0; at + table.size <= bytesRead; at += table.size) {
      if (SYMBOL_TABLES.has(table.type(bytes, at))) return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

interface SectionTable {
  readonly at: number;
  readonly size: number;
  readonly count: number;
  type(bytes: Buffer, at: number): number;
}

/** Offset, entry size and number of section headers, at places that differ by class. */
function sectionTable(head: Buffer): SectionTable | undefined {
  const is64 = head[4] === 2;
  const little = head[5] !== 2;
  const half = (at: number): number => (little ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const at = is64
    ? Number(little ? head.readBigUInt64LE(40) : head.readBigUInt64BE(40))
    : little
      ? head.readUInt32LE(32)
      : head.readUInt32BE(32);
  const size = half(is64 ? 58 : 46);
  // More than 65,279 sections are counted elsewhere, and the header says 0: read what there is.
  const count = half(is64 ? 60 : 48) || MOST_SECTIONS;
  if (at === 0 || size < 40 || size > 256) return undefined;
  const type = (bytes: Buffer, entry: number): number =>
    little ? bytes.readUInt32LE(entry + 4) : bytes.readUInt32BE(entry + 4);
  return { at, size, count, type };
}
