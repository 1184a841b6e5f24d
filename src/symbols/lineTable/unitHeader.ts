import { posix } from 'node:path';
import { ElfError } from '../elf';
import type { DataReader } from './dataReader';
import { type EntryTexts, readEntries } from './pathEntries';

/** What the head of one unit's line table says (DWARF 2 to 5, 6.2.4). */
interface UnitHeader {
  readonly version: number;
  /** Of an instruction, in bytes: what addresses advance by. */
  readonly step: number;
  readonly startsAsStatement: boolean;
  readonly lineBase: number;
  readonly lineRange: number;
  /** How many operands each standard operation has, from the first one on. */
  readonly operands: readonly number[];
  /** As the compiler wrote them, with their directories. The program's numbers count from here. */
  readonly files: readonly string[];
}

/** A unit: its head, and the program behind it. */
export interface LineUnit {
  readonly header: UnitHeader;
  readonly program: DataReader;
}

/** Files and directories of one unit; a whole kernel built as one has some thousand. */
const MOST_FILES = 100_000;

/**
 * Reads the unit that begins here; the reader goes on behind it.
 * @returns undefined for a version that is not known.
 * @throws {ElfError}
 */
export function readUnit(reader: DataReader, texts: EntryTexts): LineUnit | undefined {
  const first = reader.u32();
  const is64 = first === 0xffff_ffff;
  const unit = reader.part(is64 ? Number(reader.u64()) : first);
  const version = unit.u16();
  if (version < 2 || version > 5) return undefined;
  // Sizes of addresses and segments: each address says its own.
  if (version === 5) unit.skip(2);
  const headLength = unit.offset(is64);
  const head = unit.part(headLength);
  return { header: readHeader(head, version, { ...texts, is64 }), program: unit };
}

function readHeader(head: DataReader, version: number, texts: EntryTexts & { is64: boolean }): UnitHeader {
  const step = head.u8();
  // Operations in one instruction, of processors that have several: their addresses are those of the whole.
  if (version >= 4) head.skip(1);
  const startsAsStatement = head.u8() !== 0;
  const lineBase = head.i8();
  const lineRange = head.u8();
  if (lineRange === 0) throw new ElfError('malformed', 'its line table has no range of lines');
  const operands = Array.from({ length: Math.max(head.u8() - 1, 0) }, () => head.u8());
  const files = version === 5 ? filesOf5(head, texts) : filesBefore5(head);
  return { version, step, startsAsStatement, lineBase, lineRange, operands, files };
}

/** Directory 0 is where the compiler ran, which an older table does not say: such paths stay relative. */
function filesBefore5(head: DataReader): string[] {
  const directories = [''];
  for (let name = head.text(); name !== ''; name = head.text()) push(directories, name);
  // File 0 does not exist.
  const files = [''];
  for (let name = head.text(); name !== ''; name = head.text()) {
    push(files, joined('', directories[head.unsigned()] ?? '', name));
    // Time and length.
    head.unsigned();
    head.unsigned();
  }
  return files;
}

function filesOf5(head: DataReader, texts: EntryTexts & { is64: boolean }): string[] {
  const directories = readEntries(head, texts, MOST_FILES).map(({ path }) => path);
  const [origin = ''] = directories;
  return readEntries(head, texts, MOST_FILES).map(({ path, directory }) =>
    joined(origin, directories[directory] ?? '', path),
  );
}

function push(list: string[], entry: string): void {
  if (list.length === MOST_FILES) throw new ElfError('too-large', `a unit has more than ${MOST_FILES} files`);
  list.push(entry);
}

/** Compilers write paths of their own system; what is absolute on Windows stays as it is. */
function joined(...parts: readonly string[]): string {
  let path = '';
  for (const part of parts) {
    if (part === '') continue;
    path = path === '' || part.startsWith('/') || /^[a-z]:[\\/]/i.test(part) ? part : `${path}/${part}`;
  }
  return path.includes('\\') ? path : posix.normalize(path);
}
