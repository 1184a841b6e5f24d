import { ElfError, type ElfFile, type ElfHeader, type ElfSection, type ElfSymbol, RELOCATABLE } from '../elf';
import { eachInTurns, sortInTurns } from './sortInTurns';

/** A function as the symbol table has it. */
export interface FunctionSymbol {
  readonly name: string;
  /** In a relocatable file from the beginning of its section, else as linked. */
  readonly address: bigint;
  /** As the file says, in bytes; 0 when it does not. */
  readonly size: bigint;
  /** Bytes up to the next function of its section; undefined for the last one. */
  readonly span?: bigint;
  /** Index of its section. */
  readonly section: number;
  /** What its address counts in: the section in a relocatable file, 0 in others. */
  readonly space: number;
}

/** A function, and how far into it an address lies, in bytes. */
export interface Within {
  readonly symbol: FunctionSymbol;
  readonly offset: bigint;
}

const NO_TYPE = 0;
const FUNCTION = 2;
const INDIRECT_FUNCTION = 10;
const GLOBAL = 1;
/** `EM_ARM`. */
const ARM = 40;
/** Sections with no place in the file, from `SHN_LORESERVE` on: absolute and common symbols. */
const RESERVED = 0xff00;
const EXECUTABLE = 4n;
/** Chromium's largest programs have some two million; each takes some hundred bytes here. */
const MOST_FUNCTIONS = 2_500_000;

/** Functions that are looked at before an address to find the one that holds it: aliases, and parts of one another. */
const MOST_LOOKED_AT = 16;

/** The functions of an ELF file, by address and by name. */
export class FunctionTable {
  private constructor(
    /** By section in a relocatable file, then by address; of those at one address the best is last. */
    private readonly sorted: readonly FunctionSymbol[],
    private readonly byName: NamedFunctions,
  ) {}

  /** @throws {ElfError}; `signal.reason` on abort. */
  static async read(elf: ElfFile, signal?: AbortSignal): Promise<FunctionTable> {
    const code = codeSections(await elf.sections());
    const found: Candidate[] = [];
    for await (const symbol of elf.symbols(signal)) {
      if (!isFunction(symbol, code)) continue;
      if (found.length === MOST_FUNCTIONS)
        throw new ElfError('too-large', `it has more than ${MOST_FUNCTIONS} functions`);
      found.push(candidate(symbol, elf.header));
    }
    const sorted = await sortInTurns(found, byPlace, signal);
    await measureSpans(sorted, signal);
    const byName = new NamedFunctions();
    await eachInTurns(sorted, (symbol) => byName.add(symbol), signal);
    return new FunctionTable(sorted, byName);
  }

  get size(): number {
    return this.sorted.length;
  }

  /** All functions of a name: static ones may share it. */
  named(name: string): readonly FunctionSymbol[] {
    return this.byName.of(name);
  }

  /**
   * The function that an address is in. One without a size reaches up to the next one.
   * @param section Index of the section that a relocatable file's address counts from; 0 in other files.
   */
  at(address: bigint, section = 0): Within | undefined {
    const last = this.lastUpTo(section, address);
    for (let index = last; index >= 0 && index > last - MOST_LOOKED_AT; index--) {
      const symbol = this.sorted[index];
      if (!symbol || symbol.space !== section) return undefined;
      const offset = address - symbol.address;
      const reach = symbol.size || symbol.span;
      if (reach === undefined || offset < reach) return { symbol, offset };
    }
    return undefined;
  }

  /**
   * The functions that begin in a range, by their addresses: of those at one address the best known.
   * @param to The first address behind it.
   * @param section As for {@link at}.
   */
  *between(from: bigint, to: bigint, section = 0): Generator<FunctionSymbol> {
    for (let index = this.lastUpTo(section, from - 1n) + 1; index < this.sorted.length; index++) {
      const [symbol, next] = [this.sorted[index], this.sorted[index + 1]];
      if (!symbol || symbol.space !== section || symbol.address >= to) return;
      if (next?.space !== section || next.address !== symbol.address) yield symbol;
    }
  }

  /** Index of the last function that begins at the address or before it. */
  private lastUpTo(space: number, address: bigint): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const symbol = this.sorted[middle];
      const before = symbol && (symbol.space - space || compare(symbol.address, address)) <= 0;
      if (before) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

interface Candidate extends FunctionSymbol {
  span?: bigint;
  /** Of several at one address the highest is shown. */
  readonly rank: number;
  /** The two halves of the address: to compare bigints takes several times as long, and a kernel has 200,000. */
  readonly high: number;
  readonly low: number;
}

function codeSections(sections: readonly ElfSection[]): ReadonlySet<number> {
  return new Set(sections.flatMap(({ flags }, index) => ((flags & EXECUTABLE) === 0n ? [] : [index])));
}

function isFunction({ name, type, section }: ElfSymbol, code: ReadonlySet<number>): boolean {
  if (name === '' || section === 0 || section >= RESERVED) return false;
  if (type === FUNCTION || type === INDIRECT_FUNCTION) return true;
  // Labels of assembly; `$a`, `$x` and the like say which instruction set follows (ELF for the Arm architecture, 5.5.5),
  // and RISC-V keeps the compiler's own labels, a million in a kernel, since its linker moves code.
  return type === NO_TYPE && code.has(section) && !/^(?:\$|\.L)/.test(name);
}

function candidate(symbol: ElfSymbol, { machine, type }: ElfHeader): Candidate {
  const { name, value, size, section, binding } = symbol;
  // Bit 0 says that it is Thumb code, and is no part of the address.
  const address = machine === ARM ? value & ~1n : value;
  const rank = (size > 0n ? 4 : 0) + (symbol.type === NO_TYPE ? 0 : 2) + (binding === GLOBAL ? 1 : 0);
  const [high, low] = [Number(address >> 32n), Number(address & 0xffff_ffffn)];
  return { name, address, size, section, rank, high, low, space: type === RELOCATABLE ? section : 0 };
}

function byPlace(a: Candidate, b: Candidate): number {
  return a.space - b.space || a.high - b.high || a.low - b.low || a.rank - b.rank;
}

/** Backwards, since each needs the next one at another address. */
async function measureSpans(sorted: readonly Candidate[], signal?: AbortSignal): Promise<void> {
  let next: Candidate | undefined;
  let following: Candidate | undefined;
  const measure = (each: Candidate): void => {
    if (each.space !== next?.space || each.address !== next.address) following = next;
    next = each;
    if (following?.space === each.space) each.span = following.address - each.address;
  };
  await eachInTurns(sorted.toReversed(), measure, signal);
}

/** Most names are of one function only, and have no list of their own. */
class NamedFunctions {
  private readonly first = new Map<string, FunctionSymbol>();
  private readonly further = new Map<string, FunctionSymbol[]>();

  add(symbol: FunctionSymbol): void {
    const { name } = symbol;
    const further = this.further.get(name);
    if (further) further.push(symbol);
    else if (this.first.has(name)) this.further.set(name, [symbol]);
    else this.first.set(name, symbol);
  }

  of(name: string): readonly FunctionSymbol[] {
    const first = this.first.get(name);
    return first ? [first, ...(this.further.get(name) ?? [])] : [];
  }
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
