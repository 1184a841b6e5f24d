import { ElfError } from '../elf';
import { DataReader } from './dataReader';

/** A file or a directory of a line table of DWARF 5. */
export interface PathEntry {
  readonly path: string;
  /** Index of its directory; 0 is where the compiler ran. */
  readonly directory: number;
}

/** The sections that have texts for other sections. */
export interface EntryTexts {
  readonly lineTexts: Buffer;
  readonly texts: Buffer;
}

/** `DW_LNCT_path` and `DW_LNCT_directory_index`. */
const PATH = 1;
const DIRECTORY = 2;
/** Kinds of content in one entry; producers write five. */
const MOST_KINDS = 32;

type Surroundings = EntryTexts & { readonly is64: boolean };

/**
 * Reads a table of entries, each in the form that the table itself declares (DWARF 5, 6.2.4.1).
 * @param most The most entries that are read.
 * @throws {ElfError}
 */
export function readEntries(head: DataReader, texts: Surroundings, most: number): PathEntry[] {
  const kinds = Array.from({ length: head.u8() }, () => [head.unsigned(), head.unsigned()] as const);
  const count = head.unsigned();
  // Entries of no size would cost a file nothing, and us our memory.
  if (count > most || kinds.length > MOST_KINDS || (kinds.length === 0 && count > 0))
    throw new ElfError('too-large', `a unit has ${count} files or directories`);
  return Array.from({ length: count }, () => readEntry(head, kinds, texts));
}

function readEntry(
  head: DataReader,
  kinds: readonly (readonly [number, number])[],
  texts: Surroundings,
): PathEntry {
  let [path, directory] = ['', 0];
  for (const [kind, form] of kinds) {
    const value = readForm(head, form, texts);
    if (kind === PATH && typeof value === 'string') path = value;
    if (kind === DIRECTORY && typeof value === 'number') directory = value;
  }
  return { path, directory };
}

/** The forms that an entry may have (DWARF 5, 6.2.4.1 and 7.5.6). @returns undefined for what nobody here asks for. */
function readForm(
  head: DataReader,
  form: number,
  { lineTexts, texts, is64 }: Surroundings,
): string | number | undefined {
  switch (form) {
    case 0x08: // DW_FORM_string
      return head.text();
    case 0x1f: // DW_FORM_line_strp
      return textAt(lineTexts, head.offset(is64));
    case 0x0e: // DW_FORM_strp
      return textAt(texts, head.offset(is64));
    case 0x0b: // DW_FORM_data1
      return head.u8();
    case 0x05: // DW_FORM_data2
      return head.u16();
    case 0x06: // DW_FORM_data4
      return head.u32();
    case 0x0f: // DW_FORM_udata
      return head.unsigned();
    case 0x07: // DW_FORM_data8
      head.skip(8);
      return undefined;
    case 0x1e: // DW_FORM_data16
      head.skip(16);
      return undefined;
    case 0x09: // DW_FORM_block
      head.skip(head.unsigned());
      return undefined;
    default:
      throw new ElfError('malformed', `a path in its line table has the unknown form ${form}`);
  }
}

const textAt = (texts: Buffer, offset: number): string => new DataReader(texts, true, offset).text();
