import { setImmediate as nextTurn } from 'node:timers/promises';
import { ElfError, type ElfFile, type ElfSection } from '../elf';
import { DataReader } from './dataReader';

/** `SHT_RELA`, whose entries have what is added; `SHT_REL`, where it is in the place that is changed. */
const RELA = 4;
const REL = 9;

/** Entries between two turns of the event loop: some ten milliseconds. */
const ENTRIES_A_TURN = 50_000;
/** Bytes of a table of relocations: Linux's largest module, a driver of graphics cards, has some 30 MB for its lines. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_SYMBOLS = 4_000_000;
/** What 64 bits need. */
const MOST_ULEB_BYTES = 10;

/**
 * Other code than `.text` is taken to lie from here on, where no module reaches: where the guest has it, nobody knows. What is
 * the difference of two places is right there, too.
 */
const ELSEWHERE = 0x8000_0000n;
const EXECUTABLE = 4n;

interface Change {
  /** `uleb`: as many as the number that is there has, seven bits in each. */
  readonly bytes: 1 | 2 | 4 | 8 | 'uleb';
  readonly how: 'set' | 'add' | 'subtract';
}

const set = (bytes: Change['bytes']): Change => ({ bytes, how: 'set' });
const add = (bytes: Change['bytes']): Change => ({ bytes, how: 'add' });
const subtract = (bytes: Change['bytes']): Change => ({ bytes, how: 'subtract' });

/**
 * By `EM_…` and `R_…`: those that compilers use in debug information, from each processor's ELF supplement. RISC-V has
 * differences for its linker to shorten code.
 */
const CHANGES: Readonly<Record<number, Readonly<Record<number, Change | 'none'>>>> = {
  3: { 1: set(4) }, // R_386_32
  62: { 1: set(8), 10: set(4), 11: set(4) }, // R_X86_64_64, _32, _32S
  183: { 257: set(8), 258: set(4) }, // R_AARCH64_ABS64, _ABS32
  243: {
    ...{ 1: set(4), 2: set(8), 51: 'none' }, // R_RISCV_32, _64, _RELAX
    ...{ 33: add(1), 34: add(2), 35: add(4), 36: add(8) }, // R_RISCV_ADD8 and on
    // R_RISCV_SET_ULEB128, _SUB_ULEB128, of binutils 2.41 and newer
    ...{ 60: set('uleb'), 61: subtract('uleb') },
    ...{ 37: subtract(1), 38: subtract(2), 39: subtract(4), 40: subtract(8) }, // R_RISCV_SUB8 and on
  },
};

interface Entry {
  readonly offset: number;
  readonly symbol: number;
  readonly type: number;
  /** Undefined when it is in the place that is changed. */
  readonly addend: bigint | undefined;
}

/**
 * A section of debug information of a relocatable file, such as a kernel module, with its references filled in: code of
 * `.text` counts from 0.
 * @param content What the section has, unpacked. It is changed.
 * @throws {ElfError}; `signal.reason` on abort.
 */
export async function relocate(
  elf: ElfFile,
  section: number,
  content: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const sections = await elf.sections();
  const tables = sections.filter(({ type, info }) => (type === RELA || type === REL) && info === section);
  if (tables.length === 0) return;
  const changes = CHANGES[elf.header.machine];
  if (!changes)
    throw new ElfError('malformed', 'is relocatable, for a processor whose relocations are not known here');
  const places = await placesOf(elf, sections, signal);
  const patch = new Patch(content, elf.header.littleEndian);
  let seen = 0;
  for (const table of tables)
    for (const { offset, symbol, type, addend } of entriesOf(
      elf,
      table,
      await elf.contentOf(table, MOST_BYTES),
    )) {
      const change = changes[type];
      if (change === undefined && type !== 0)
        throw new ElfError('malformed', `has a relocation of type ${type}`);
      if (change !== undefined && change !== 'none')
        patch.apply(change, offset, places[symbol] ?? 0n, addend);
      if (++seen % ENTRIES_A_TURN > 0) continue;
      await nextTurn();
      signal.throwIfAborted();
    }
}

/** Where each symbol is, by its index. */
async function placesOf(
  elf: ElfFile,
  sections: readonly ElfSection[],
  signal: AbortSignal,
): Promise<readonly bigint[]> {
  const bases = sections.map(({ name, flags }) =>
    (flags & EXECUTABLE) === 0n || name === '.text' ? 0n : ELSEWHERE,
  );
  const places = [0n];
  for await (const { value, section } of elf.symbols(signal)) {
    if (places.length > MOST_SYMBOLS)
      throw new ElfError('too-large', `it has more than ${MOST_SYMBOLS} symbols`);
    places.push(value + (bases[section] ?? 0n));
  }
  return places;
}

function* entriesOf({ header }: ElfFile, { type }: ElfSection, bytes: Buffer): Generator<Entry> {
  const { is64, littleEndian } = header;
  const word = is64 ? 8 : 4;
  const size = word * (type === RELA ? 3 : 2);
  const reader = new DataReader(bytes, littleEndian);
  const next = (): bigint => (is64 ? reader.u64() : BigInt(reader.u32()));
  while (reader.at + size <= bytes.length) {
    const [offset, info] = [Number(next()), next()];
    yield {
      offset,
      symbol: Number(info >> (is64 ? 32n : 8n)),
      type: Number(info & (is64 ? 0xffff_ffffn : 0xffn)),
      addend: type === RELA ? next() : undefined,
    };
  }
}

/** Changes numbers in a section. */
class Patch {
  constructor(
    private readonly content: Buffer,
    private readonly littleEndian: boolean,
  ) {}

  /** @throws {ElfError} when the place is outside of the section. */
  apply({ bytes, how }: Change, offset: number, symbol: bigint, addend: bigint | undefined): void {
    if (bytes === 'uleb') {
      this.applyToUleb(how, offset, symbol + (addend ?? 0n));
      return;
    }
    if (offset + bytes > this.content.length)
      throw new ElfError('malformed', 'has a relocation outside of its section');
    const there = this.read(offset, bytes);
    const value = symbol + (addend ?? there);
    const changed = how === 'set' ? value : how === 'add' ? there + value : there - value;
    this.write(offset, bytes, BigInt.asUintN(8 * bytes, changed));
  }

  private applyToUleb(how: Change['how'], offset: number, value: bigint): void {
    let end = offset;
    while (((this.content[end] ?? 0) & 0x80) !== 0 && end - offset < MOST_ULEB_BYTES) end++;
    if (end >= this.content.length || end - offset === MOST_ULEB_BYTES)
      throw new ElfError('malformed', 'has a relocation outside of its section');
    let there = 0n;
    for (let at = end; at >= offset; at--) there = (there << 7n) | BigInt((this.content[at] ?? 0) & 0x7f);
    let left = BigInt.asUintN(64, how === 'set' ? value : there - value);
    for (let at = offset; at <= end; at++, left >>= 7n)
      this.content[at] = Number(left & 0x7fn) | (at < end ? 0x80 : 0);
  }

  private read(at: number, bytes: number): bigint {
    let value = 0n;
    for (let index = 0; index < bytes; index++)
      value =
        (value << 8n) | BigInt(this.content[this.littleEndian ? at + bytes - 1 - index : at + index] ?? 0);
    return value;
  }

  private write(at: number, bytes: number, value: bigint): void {
    for (let index = 0, left = value; index < bytes; index++, left >>= 8n)
      this.content[this.littleEndian ? at + index : at + bytes - 1 - index] = Number(left & 0xffn);
  }
}
