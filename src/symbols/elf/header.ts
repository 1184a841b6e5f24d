import type { ByteSource } from './byteSource';
import { ElfError } from './elfError';
import { Fields } from './fields';

/** A table of headers in the file. */
export interface TableRange {
  readonly offset: bigint;
  /** Bytes of one entry. */
  readonly entrySize: number;
  readonly count: number;
}

/** The ELF header (System V ABI, chapter 4). */
export interface ElfHeader {
  readonly is64: boolean;
  readonly littleEndian: boolean;
  /** `ET_REL` 1, `ET_EXEC` 2, `ET_DYN` 3, `ET_CORE` 4. */
  readonly type: number;
  /** `EM_…`: the instruction set. */
  readonly machine: number;
  readonly entry: bigint;
  readonly flags: number;
  readonly segments: TableRange;
  readonly sections: TableRange;
  /** Index of the section that holds the sections' names. */
  readonly sectionNames: number;
}

/** `ET_REL`: addresses count from the beginning of their sections. */
export const RELOCATABLE = 1;

const MAGIC = Buffer.from('\x7fELF', 'latin1');
/** Bytes of the header in class 64. */
const HEADER_BYTES = 64;

/** Whether a file that begins like this claims to be ELF. */
export function looksLikeElf(head: Buffer): boolean {
  return head.length >= MAGIC.length && head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** @throws {ElfError} when it is not an ELF file, or one whose header is incomplete. */
export async function readHeader(source: ByteSource): Promise<{ header: ElfHeader; fields: Fields }> {
  const head = await source.read(0, HEADER_BYTES);
  if (!looksLikeElf(head)) throw new ElfError('not-elf', 'it does not begin with the magic number of ELF');
  if (head.length < 52) throw new ElfError('truncated', 'its header ends early');
  const [fileClass, order] = [head[4], head[5]];
  if ((fileClass !== 1 && fileClass !== 2) || (order !== 1 && order !== 2))
    throw new ElfError('malformed', 'its class or byte order does not exist');
  const fields = new Fields(fileClass === 2, order === 1);
  if (fields.is64 && head.length < HEADER_BYTES) throw new ElfError('truncated', 'its header ends early');
  return { header: parse(head, fields), fields };
}

function parse(head: Buffer, fields: Fields): ElfHeader {
  const table = (offset: number, size: number): TableRange => ({
    offset: fields.long(head, offset),
    entrySize: fields.half(head, size),
    count: fields.half(head, size + 2),
  });
  const { is64, littleEndian } = fields;
  return {
    is64,
    littleEndian,
    type: fields.half(head, 16),
    machine: fields.half(head, 18),
    entry: fields.long(head, 24),
    flags: fields.word(head, fields.pick(36, 48)),
    segments: table(fields.pick(28, 32), fields.pick(42, 54)),
    sections: table(fields.pick(32, 40), fields.pick(46, 58)),
    sectionNames: fields.half(head, fields.pick(50, 62)),
  };
}
