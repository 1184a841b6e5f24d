/**
 * Finds out which of many literal texts stand in a line, in one pass over it however many there are (Aho and
 * Corasick's automaton, as one table). This is the whole cost that an ordinary line has.
 */
export class LiteralScanner {
  /** A column for each character that stands in a literal; 0 for all others. */
  private readonly columns = new Uint8Array(128);
  private readonly width: number;
  private readonly table: Uint16Array;
  /** The literals that end in a state; most states have none. */
  private readonly endings: (readonly number[] | undefined)[];
  /** 1 where `endings` has some: one byte is quicker to look at. */
  private readonly ends: Uint8Array;

  /** @param literals In ASCII, and none empty. */
  constructor(literals: readonly string[]) {
    this.width = this.nameColumns(literals);
    const trie = new Trie(this.width, literals.join('').length + 1);
    literals.forEach((literal, index) =>
      trie.add(
        Array.from(literal, (char) => this.column(char)),
        index,
      ),
    );
    const { next, endings } = trie.link();
    this.table = next;
    this.endings = endings;
    this.ends = Uint8Array.from(endings, (ending) => (ending ? 1 : 0));
  }

  /** The indexes of the literals in `text`, each once, or undefined when there is none. */
  find(text: string): ReadonlySet<number> | undefined {
    const { columns, width, table, ends } = this;
    let found: Set<number> | undefined;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = table[state * width + (code < 128 ? (columns[code] as number) : 0)] as number;
      if (ends[state] === 1)
        for (const ending of this.endings[state] ?? []) (found ??= new Set()).add(ending);
    }
    return found;
  }

  /**
   * Whether a literal ends in `bytes`, and where the scan stands behind them: the same literals, whatever pieces a stream
   * comes in.
   *
   * @param state What the scan of the bytes before gave; 0 at a beginning.
   */
  scanBytes(bytes: Uint8Array, state: number): { readonly found: boolean; readonly state: number } {
    const { columns, width, table, ends } = this;
    let found = false;
    let now = state;
    for (const byte of bytes) {
      now = table[now * width + (byte < 128 ? (columns[byte] as number) : 0)] as number;
      if (ends[now] === 1) found = true;
    }
    return { found, state: now };
  }

  private column(char: string): number {
    return this.columns[char.charCodeAt(0)] ?? 0;
  }

  /** Gives each character of the literals its column, and returns their number. */
  private nameColumns(literals: readonly string[]): number {
    let width = 1;
    for (const char of literals.join('')) {
      const code = char.charCodeAt(0);
      if (code >= 128) throw new RangeError(`"${char}" is not ASCII: a trigger cannot have it.`);
      if (this.columns[code] === 0) this.columns[code] = width++;
    }
    return width;
  }
}

/** The tree of all literals, then an automaton: rows of one table, `width` numbers each. */
class Trie {
  private readonly table: Uint16Array;
  private readonly endings: (number[] | undefined)[] = [undefined];

  /** @param size States that there is room for. */
  constructor(
    private readonly width: number,
    size: number,
  ) {
    if (size > 0xffff) throw new RangeError('There are more trigger texts than the table has room for.');
    this.table = new Uint16Array(width * size);
  }

  add(columns: readonly number[], index: number): void {
    let state = 0;
    for (const column of columns) state = this.stateAfter(state, column);
    (this.endings[state] ??= []).push(index);
  }

  /** Fills in where to go on from each state when the tree ends: at the longest end of the text that begins a literal. */
  link(): { next: Uint16Array; endings: (readonly number[] | undefined)[] } {
    const fallback = new Uint16Array(this.endings.length);
    const queue = [...this.table.subarray(0, this.width)].filter((state) => state > 0);
    // The queue grows while it is walked: states in the order of their depth.
    for (const state of queue) this.linkRow(state, fallback, queue);
    return { next: this.table.slice(0, this.endings.length * this.width), endings: this.endings };
  }

  private linkRow(state: number, fallback: Uint16Array, queue: number[]): void {
    const { table, width } = this;
    const back = fallback[state] as number;
    const more = this.endings[back];
    if (more) this.endings[state] = [...(this.endings[state] ?? []), ...more];
    for (let column = 0; column < width; column++) {
      const to = table[state * width + column] as number;
      const elsewhere = table[back * width + column] as number;
      if (to === 0) table[state * width + column] = elsewhere;
      else {
        fallback[to] = elsewhere;
        queue.push(to);
      }
    }
  }

  private stateAfter(state: number, column: number): number {
    const at = state * this.width + column;
    const known = this.table[at] as number;
    return known > 0 ? known : (this.table[at] = this.endings.push(undefined) - 1);
  }
}
