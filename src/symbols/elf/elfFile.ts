import { type ByteSource, readExactly, withFile } from './byteSource';
import { ElfError } from './elfError';
import type { Fields } from './fields';
import { type ElfHeader, readHeader } from './header';
import { type ElfNote, notesIn } from './notes';
import { StringTable } from './strings';
import { type ElfSymbol, symbolsOf, type WhichSymbols } from './symbolTable';
import {
  type ElfSegment,
  type RawSection,
  readSections,
  readSegments,
  SEGMENT_LOAD,
  SEGMENT_NOTE,
} from './tables';

export interface ElfSection extends Omit<RawSection, 'nameOffset'> {
  readonly name: string;
}

const SECTION_SYMBOLS = 2;
const SECTION_NOTE = 7;
/** A section that takes memory but has no bytes in the file. */
const SECTION_NO_BITS = 8;
const SECTION_DYNAMIC_SYMBOLS = 11;

/** Bytes of a section or segment of notes. */
const NOTES_LIMIT = 4 * 1024 * 1024;
/** Sections or segments of notes that are looked at. */
const MOST_NOTE_RANGES = 64;
/** `NT_GNU_BUILD_ID`. */
const BUILD_ID = 3;

/**
 * An ELF file, read only as far as it is asked about. It may be anybody's, so nothing in it is believed: tables that lie
 * beyond its end, sizes that nobody has memory for, and counts that do not fit are `ElfError`s.
 */
export class ElfFile {
  private knownSections: Promise<readonly RawSection[]> | undefined;

  private constructor(
    readonly header: ElfHeader,
    private readonly source: ByteSource,
    private readonly fields: Fields,
  ) {}

  /** @throws {ElfError} when it is not an ELF file, or one whose header is incomplete. */
  static async read(source: ByteSource): Promise<ElfFile> {
    const { header, fields } = await readHeader(source);
    return new ElfFile(header, source, fields);
  }

  /** The program headers. @throws {ElfError} */
  segments(): Promise<readonly ElfSegment[]> {
    return readSegments(this.source, this.header, this.fields);
  }

  /** The sections with their names; none in a file that was stripped of them. @throws {ElfError} */
  async sections(): Promise<readonly ElfSection[]> {
    const sections = await this.rawSections();
    const table = sections[this.header.sectionNames];
    const names = table === undefined ? undefined : await StringTable.read(this.source, table);
    return sections.map(({ nameOffset, ...section }) => ({
      ...section,
      name: names?.at(nameOffset) ?? '',
    }));
  }

  /**
   * What is in a section; empty for one that has no bytes in the file.
   * @param most The most bytes that the caller wants to hold.
   * @throws {ElfError}
   */
  async contentOf(section: Omit<RawSection, 'nameOffset'>, most: number): Promise<Buffer> {
    if (section.type === SECTION_NO_BITS) return Buffer.alloc(0);
    return await readExactly(this.source, 'a section', section, most);
  }

  /**
   * The bytes that a loader puts at a virtual address: fewer where those of the segment end, none outside of all.
   * @param most The most bytes that the caller wants.
   * @throws {ElfError}
   */
  async loadedAt(address: bigint, most: number): Promise<Buffer> {
    const segment = (await this.segments()).find(
      ({ type, virtualAddress, fileSize }) =>
        type === SEGMENT_LOAD && address >= virtualAddress && address < virtualAddress + fileSize,
    );
    if (!segment) return Buffer.alloc(0);
    const into = address - segment.virtualAddress;
    const left = segment.fileSize - into;
    const size = left < BigInt(most) ? left : BigInt(most);
    return await readExactly(this.source, 'a segment', { offset: segment.offset + into, size }, most);
  }

  /** Whether there are names for addresses at all. @throws {ElfError} */
  async hasSymbols(): Promise<boolean> {
    return (await this.symbolTable()) !== undefined;
  }

  /**
   * The symbols: all, else those for dynamic linking, else none.
   * @throws {ElfError}; `signal.reason` on abort.
   */
  async *symbols(signal?: AbortSignal, which?: WhichSymbols): AsyncGenerator<ElfSymbol> {
    const table = await this.symbolTable();
    if (table === undefined) return;
    const strings = (await this.rawSections())[table.link];
    if (strings === undefined) throw new ElfError('malformed', 'the symbol table has no table of names');
    const names = await StringTable.read(this.source, strings);
    yield* symbolsOf(this.source, table, names, this.fields, { signal, ...(which && { which }) });
  }

  /** The notes of its segments, else of its sections. What cannot be read is left out. */
  async notes(): Promise<readonly ElfNote[]> {
    const segments = await this.segments().catch(ofElf([]));
    const inSegments = segments.filter(({ type }) => type === SEGMENT_NOTE);
    const ranges =
      inSegments.length > 0
        ? inSegments.map(({ offset, fileSize }) => ({ offset, size: fileSize }))
        : (await this.rawSections().catch(ofElf([]))).filter(({ type }) => type === SECTION_NOTE);
    const read = ranges
      .slice(0, MOST_NOTE_RANGES)
      .map((range) => readExactly(this.source, 'a note', range, NOTES_LIMIT).catch(ofElf(undefined)));
    const found = await Promise.all(read);
    return found.flatMap((bytes) => (bytes === undefined ? [] : notesIn(bytes, this.fields)));
  }

  /** The identity that the linker gave this build, in hexadecimal; undefined when it gave none. */
  async buildId(): Promise<string | undefined> {
    const notes = await this.notes();
    return notes.find(({ owner, type }) => owner === 'GNU' && type === BUILD_ID)?.content.toString('hex');
  }

  private async symbolTable(): Promise<RawSection | undefined> {
    const sections = await this.rawSections();
    const filled = (wanted: number): RawSection | undefined =>
      sections.find(({ type, size }) => type === wanted && size > 0n);
    return filled(SECTION_SYMBOLS) ?? filled(SECTION_DYNAMIC_SYMBOLS);
  }

  private rawSections(): Promise<readonly RawSection[]> {
    this.knownSections ??= readSections(this.source, this.header, this.fields);
    return this.knownSections;
  }
}

/** Opens an ELF file for the time that `work` takes. @throws {ElfError}; what the file system and `work` throw. */
export function withElf<T>(path: string, work: (elf: ElfFile) => Promise<T>): Promise<T> {
  return withFile(path, async (source) => await work(await ElfFile.read(source)));
}

/** Stands in for what a file's content does not give; other errors stay errors. */
function ofElf<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof ElfError) return instead;
    throw error;
  };
}
