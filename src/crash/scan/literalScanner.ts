/**
 * Up to this many literals the engine of regular expressions finds out sooner than a table whether there are any:
 * it skips most characters (measured for two: 0.3 against 2 ns a byte; for twenty they are equal).
 */
const FEW = 8;

/**
 * Finds out which of many literal texts stand in a line, in one pass over it however many there are (Aho and
 * Corasick's automaton, as one table). This is the whole cost that an ordinary line has.
 */
export class LiteralScanner {
  /** A column for each character that stands in a literal; 0 for all others. */
  private readonly columns = new Uint8Array(256);
  /** Where the row of the next state begins; its complement if a literal ends there. */
  private readonly table: Int32Array;
  /** The literals that end in a state, by the beginning of its row. */
  private readonly endings: ReadonlyMap<number, readonly number[]>;
  /** 1 for the bytes that begin a literal. */
  private readonly starts = new Uint8Array(256);
  private readonly longest: number;
  private readonly any: RegExp | undefined;

  /**
   * @param literals In ASCII, and none empty.
   * @param ignoreCase Takes the letters of both cases for the same.
   */
  constructor(literals: readonly string[], ignoreCase = false) {
    const texts = ignoreCase ? literals.map((literal) => literal.toLowerCase()) : literals;
    const width = this.nameColumns(texts);
    if (ignoreCase) this.joinCases();
    const trie = new Trie(width, texts.join('').length + 1);
    texts.forEach((literal, index) =>
      trie.add(
        Array.from(literal, (char) => this.columns[char.charCodeAt(0)] ?? 0),
        index,
      ),
    );
    const { table, endings } = trie.link();
    this.table = table;
    this.endings = endings;
    this.columns.forEach((column, byte) => {
      if (column > 0 && table[column] !== 0) this.starts[byte] = 1;
    });
    this.longest = Math.max(0, ...texts.map(({ length }) => length));
    if (texts.length <= FEW) this.any = anyOf(texts, ignoreCase);
  }

  /** The indexes of the literals in `text`, each once, or undefined when there is none. */
  find(text: string): ReadonlySet<number> | undefined {
    const { columns, table } = this;
    let found: Set<number> | undefined;
    let row = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      row = table[row + (code < 128 ? (columns[code] as number) : 0)] as number;
      if (row >= 0) continue;
      row = ~row;
      for (const ending of this.endings.get(row) ?? []) (found ??= new Set()).add(ending);
    }
    return found;
  }

  /**
   * Scans a piece of a stream: the same literals, whatever pieces it comes in.
   *
   * @param state What the scan of the bytes before gave; 0 at a beginning.
   * @param onEnd Is told of the literals that end at a place.
   * @returns where the scan stands behind them.
   */
  scanBytes(bytes: Uint8Array, state: number, onEnd: (literals: readonly number[]) => void): number {
    const first = Math.min(this.longest, bytes.length);
    if (!this.any || bytes.length < 4 * first) return this.walk(bytes, state, onEnd);
    // What began before has ended by then, and what may go on behind has begun in the last ones.
    const row = this.walk(bytes.subarray(0, first), state, onEnd);
    const rest = bytes.subarray(first);
    if (row !== 0 || this.any.test(latin1(rest))) return this.walk(rest, row, onEnd);
    return this.walk(bytes.subarray(bytes.length - first), 0, onEnd);
  }

  private walk(bytes: Uint8Array, state: number, onEnd: (literals: readonly number[]) => void): number {
    const { columns, table, starts } = this;
    let row = state;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (row === 0 && starts[byte] === 0) continue;
      row = table[row + (columns[byte] as number)] as number;
      if (row >= 0) continue;
      row = ~row;
      onEnd(this.endings.get(row) ?? []);
    }
    return row;
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

  private joinCases(): void {
    for (let upper = 0x41; upper <= 0x5a; upper++) this.columns[upper] = this.columns[upper + 0x20] ?? 0;
  }
}

function anyOf(texts: readonly string[], ignoreCase: boolean): RegExp {
  // Without any text nothing matches.
  const pattern = texts.length === 0 ? '(?!)' : texts.map(escaped).join('|');
  return new RegExp(pattern, ignoreCase ? 'i' : '');
}

function escaped(text: string): string {
  return text.replace(/[^\w ]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function latin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
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
  link(): { table: Int32Array; endings: Map<number, readonly number[]> } {
    const fallback = new Uint16Array(this.endings.length);
    const queue = [...this.table.subarray(0, this.width)].filter((state) => state > 0);
    // The queue grows while it is walked: states in the order of their depth.
    for (const state of queue) this.linkRow(state, fallback, queue);
    return { table: this.rows(), endings: this.endingsByRow() };
  }

  /** With rows for states: the loop that reads each byte has nothing to multiply, and sees an ending by its sign. */
  private rows(): Int32Array {
    const { table, endings, width } = this;
    // Not by `from` with a function, which makes a list of boxed numbers first: 60 ms for 184 texts, for each machine.
    const rows = new Int32Array(endings.length * width);
    for (let at = 0; at < rows.length; at++) {
      const state = table[at] as number;
      rows[at] = endings[state] ? ~(state * width) : state * width;
    }
    return rows;
  }

  private endingsByRow(): Map<number, readonly number[]> {
    const byRow = new Map<number, readonly number[]>();
    this.endings.forEach((ending, state) => {
      if (ending) byRow.set(state * this.width, ending);
    });
    return byRow;
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
