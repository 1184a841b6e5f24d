const PAGE = 4096;
const WORDS = PAGE / 32;

/**
 * Pages of 4 KiB that have code, each once for every part of the run that adds to it: a gigabyte of code, a hundred times
 * the largest kernels. Each takes some 700 bytes here.
 */
const MOST_PAGES = 262_144;

/** An address of 64 bits, which no number holds exactly: its page, and bytes from the beginning of that. */
export interface PagedAddress {
  readonly page: number;
  readonly offset: number;
}

export function paged(address: bigint): PagedAddress {
  return { page: Number(address >> 12n), offset: Number(address & 0xfffn) };
}

/** The addresses of a page at which instructions have run, a bit for each byte. */
interface PageRuns {
  /** In any part. */
  all: Uint32Array;
  /** Which were new in a part; the earliest first. */
  readonly parts: { readonly part: number; readonly bits: Uint32Array }[];
}

/** Which instructions have run, and in which part of the run they did so first. Parts are counted from 1. */
export class FirstRuns {
  private readonly pages = new Map<number, PageRuns>();
  private room: number;
  #size = 0;

  /** @param mostPages What lies in further ones is left out. */
  constructor(mostPages = MOST_PAGES) {
    this.room = mostPages;
  }

  /** How many instructions have run. */
  get size(): number {
    return this.#size;
  }

  /** Whether some were left out. */
  get isFull(): boolean {
    return this.room < 0;
  }

  /** @param part Not before those of the calls before. */
  add({ page, offset }: PagedAddress, part: number): void {
    const [word, bit] = [offset >>> 5, 1 << (offset & 31)];
    const known = this.pages.get(page);
    if (((known?.all[word] ?? 0) & bit) !== 0) return;
    const bits = this.bitsOf(page, known, part);
    if (!bits) return;
    const { all } = this.pages.get(page) ?? { all: bits };
    bits[word] = (bits[word] ?? 0) | bit;
    all[word] = (all[word] ?? 0) | bit;
    this.#size++;
  }

  /**
   * The first part in which any instruction of a range has run; 0 if none has.
   * @param begin What `from` and `to`, in bytes, count from.
   */
  firstIn({ page, offset }: PagedAddress, from: number, to: number): number {
    const end = offset + to;
    let first = 0;
    for (let at = offset + from; at < end;) {
      const within = at % PAGE;
      const length = Math.min(PAGE - within, end - at);
      const runs = this.pages.get(page + Math.floor(at / PAGE));
      const part = runs?.parts.find(({ bits }) => hasBit(bits, within, within + length))?.part ?? 0;
      if (part > 0 && (first === 0 || part < first)) first = part;
      at += length;
    }
    return first;
  }

  /** The bits for what is new in a part; undefined when there is no room for them. */
  private bitsOf(page: number, known: PageRuns | undefined, part: number): Uint32Array | undefined {
    const last = known?.parts.at(-1);
    if (last?.part === part) return last.bits;
    if (this.room <= 0) {
      this.room = -1;
      return undefined;
    }
    this.room--;
    const bits = new Uint32Array(WORDS);
    if (known) {
      // As long as there is one part, its bits are all there are.
      if (known.parts.length === 1) known.all = known.all.slice();
      known.parts.push({ part, bits });
    } else this.pages.set(page, { all: bits, parts: [{ part, bits }] });
    return bits;
  }
}

function hasBit(bits: Uint32Array, from: number, to: number): boolean {
  const [first, last] = [from >>> 5, (to - 1) >>> 5];
  for (let index = first; index <= last; index++) {
    let word = bits[index] ?? 0;
    if (index === first) word &= -1 << (from & 31);
    if (index === last) word &= -1 >>> (31 - ((to - 1) & 31));
    if (word !== 0) return true;
  }
  return false;
}
