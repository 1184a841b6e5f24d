import { type ByteSource, readExactly } from './byteSource';
import { ElfError } from './elfError';
import type { Fields } from './fields';
import type { ElfHeader, TableRange } from './header';

/** A program header: what a loader puts into memory. */
export interface ElfSegment {
  /** `PT_…`. */
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly virtualAddress: bigint;
  readonly physicalAddress: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
}

/** A section header, still without its name. */
export interface RawSection {
  readonly nameOffset: number;
  /** `SHT_…`. */
  readonly type: number;
  readonly flags: bigint;
  readonly address: bigint;
  readonly offset: bigint;
  readonly size: bigint;
  /** Index of another section; which one depends on the type. */
  readonly link: number;
  readonly info: number;
  /** In bytes; 0 and 1 say that there is none. */
  readonly alignment: bigint;
  readonly entrySize: bigint;
}

export const SEGMENT_LOAD = 1;
export const SEGMENT_NOTE = 4;

/**
 * Bytes of a table of headers. A large C++ or Rust program built with a section for each function has some hundred
 * thousand sections of 64 bytes.
 */
const TABLE_LIMIT = 64 * 1024 * 1024;
/** The count of an ELF header when the real one does not fit: it is in section 0 then. */
const COUNT_ELSEWHERE = 0xffff;

/** @throws {ElfError} */
export async function readSegments(
  source: ByteSource,
  header: ElfHeader,
  fields: Fields,
): Promise<ElfSegment[]> {
  const count =
    header.segments.count === COUNT_ELSEWHERE
      ? ((await firstSection(source, header, fields))?.info ?? COUNT_ELSEWHERE)
      : header.segments.count;
  const table = { ...header.segments, count };
  return await readTable(source, 'the program header table', table, fields.pick(32, 56), (bytes, at) =>
    segment(bytes, at, fields),
  );
}

/** @throws {ElfError} */
export async function readSections(
  source: ByteSource,
  header: ElfHeader,
  fields: Fields,
): Promise<RawSection[]> {
  const { sections } = header;
  if (sections.offset === 0n) return [];
  // Zero with a table: the real count is the size of section 0.
  const counted = sections.count || Number((await firstSection(source, header, fields))?.size ?? 0n);
  const table = { ...sections, count: counted };
  return await readTable(source, 'the section header table', table, fields.pick(40, 64), (bytes, at) =>
    section(bytes, at, fields),
  );
}

async function firstSection(
  source: ByteSource,
  { sections }: ElfHeader,
  fields: Fields,
): Promise<RawSection | undefined> {
  if (sections.offset === 0n) return undefined;
  const table = { ...sections, count: 1 };
  const read = (bytes: Buffer, at: number): RawSection => section(bytes, at, fields);
  return (await readTable(source, 'section 0', table, fields.pick(40, 64), read))[0];
}

async function readTable<T>(
  source: ByteSource,
  what: string,
  { offset, entrySize, count }: TableRange,
  least: number,
  entry: (bytes: Buffer, at: number) => T,
): Promise<T[]> {
  if (count === 0) return [];
  if (entrySize < least) throw new ElfError('malformed', `the entries of ${what} are too small`);
  const size = BigInt(entrySize) * BigInt(count);
  const bytes = await readExactly(source, what, { offset, size }, TABLE_LIMIT);
  return Array.from({ length: count }, (_, index) => entry(bytes, index * entrySize));
}

function segment(bytes: Buffer, at: number, fields: Fields): ElfSegment {
  const long = (in32: number, in64: number): bigint => fields.long(bytes, at + fields.pick(in32, in64));
  return {
    type: fields.word(bytes, at),
    flags: fields.word(bytes, at + fields.pick(24, 4)),
    offset: long(4, 8),
    virtualAddress: long(8, 16),
    physicalAddress: long(12, 24),
    fileSize: long(16, 32),
    memorySize: long(20, 40),
  };
}

function section(bytes: Buffer, at: number, fields: Fields): RawSection {
  const word = (in32: number, in64: number): number => fields.word(bytes, at + fields.pick(in32, in64));
  const long = (in32: number, in64: number): bigint => fields.long(bytes, at + fields.pick(in32, in64));
  return {
    nameOffset: fields.word(bytes, at),
    type: fields.word(bytes, at + 4),
    flags: long(8, 8),
    address: long(12, 16),
    offset: long(16, 24),
    size: long(20, 32),
    link: word(24, 40),
    info: word(28, 44),
    alignment: long(32, 48),
    entrySize: long(36, 56),
  };
}
