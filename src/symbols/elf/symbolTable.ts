import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ByteSource, readExactly } from './byteSource';
import { ElfError } from './elfError';
import type { Fields } from './fields';
import type { StringTable } from './strings';
import type { RawSection } from './tables';

export interface ElfSymbol {
  readonly name: string;
  readonly value: bigint;
  /** In bytes; 0 when it is not known. */
  readonly size: bigint;
  /** `STT_…`: 1 is data, 2 a function. */
  readonly type: number;
  /** `STB_…`: 0 is local, 1 global, 2 weak. */
  readonly binding: number;
  /** Index of the section that it is in; 0 is undefined. */
  readonly section: number;
}

/** Entries read at once: bounds the memory, and the time between two turns of the event loop. */
const CHUNK = 8192;
/** Debian's vmlinux has some 200,000 symbols; Chromium's largest programs some millions. */
const SYMBOL_LIMIT = 16_000_000;

/**
 * Which symbols: tables have the local ones first, which may be millions (the labels of riscv64's vmlinux are), and say
 * where the global ones begin.
 */
export type WhichSymbols = 'all' | 'global';

/**
 * The symbols of one table, read as they are asked for, without the first, which is always empty.
 * @throws {ElfError}; `signal.reason` on abort.
 */
export async function* symbolsOf(
  source: ByteSource,
  table: RawSection,
  names: StringTable,
  fields: Fields,
  { signal, which = 'all' }: { readonly signal?: AbortSignal | undefined; readonly which?: WhichSymbols },
): AsyncGenerator<ElfSymbol> {
  const least = fields.pick(16, 24);
  const entrySize = table.entrySize === 0n ? least : Number(table.entrySize);
  if (entrySize < least || entrySize > 1024)
    throw new ElfError('malformed', 'the entries of the symbol table have no possible size');
  const count = Number(table.size / BigInt(entrySize));
  if (count > SYMBOL_LIMIT) throw new ElfError('too-large', `it has ${count} symbols`);
  const begin = which === 'global' ? Math.max(table.info, 1) : 1;
  for (let first = begin; first < count; first += CHUNK) {
    signal?.throwIfAborted();
    const length = Math.min(CHUNK, count - first);
    const offset = table.offset + BigInt(first * entrySize);
    const range = { offset, size: BigInt(length * entrySize) };
    const bytes = await readExactly(source, 'the symbol table', range, CHUNK * 1024);
    for (let index = 0; index < length; index++) yield symbol(bytes, index * entrySize, names, fields);
    // Bytes that are in memory are there at once: without this, nobody else would get a turn.
    await nextTurn();
  }
}

function symbol(bytes: Buffer, at: number, names: StringTable, fields: Fields): ElfSymbol {
  const info = bytes[at + fields.pick(12, 4)] ?? 0;
  return {
    name: names.at(fields.word(bytes, at)),
    value: fields.long(bytes, at + fields.pick(4, 8)),
    size: fields.long(bytes, at + fields.pick(8, 16)),
    type: info & 0xf,
    binding: info >> 4,
    section: fields.half(bytes, at + fields.pick(14, 6)),
  };
}
