import type { PlacedText } from './placedText';

/** A line is broken in two behind this many columns: no match spans more, and a guest need never end a line. */
export const LONGEST_LINE = 16_384;
const BLANK = 0x20;
const LINE_FEED = 0x0a;
/** The second column of a wide character, or of a tab: nothing in the text. */
const CONTINUED = 0;

/** One line of the screen, column by column, with the bytes of the stream that each character came from. */
export class Line {
  private codes = new Uint32Array(128);
  private starts = new Float64Array(128);
  private ends = new Float64Array(128);
  #length = 0;
  /** Whether it shows something that was not yet said. */
  changed = false;
  /** Whether it has been said at least once. */
  said = false;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
    this.changed = this.said = false;
  }

  /** Whether something else than `code` stands at `column`. */
  differs(column: number, code: number): boolean {
    return column < this.#length && this.codes[column] !== code;
  }

  /** Whether one of these columns shows anything. */
  shows(from: number, to: number): boolean {
    const end = Math.min(to, this.#length);
    for (let at = from; at < end; at++) if (this.codes[at] !== BLANK) return true;
    return false;
  }

  put(column: number, code: number, start: number, end: number): void {
    if (column >= this.codes.length) this.grow(column + 1);
    while (this.#length < column) this.set(this.#length++, BLANK, start, start);
    this.set(column, code, start, end);
    if (column === this.#length) this.#length++;
    this.changed = true;
  }

  /** Prints ASCII behind what there is: `bytes` from `from` to `to`, `base` being the stream's offset of `bytes`. */
  append(bytes: Uint8Array, from: number, to: number, base: number): void {
    this.grow(this.#length + to - from);
    const { codes, starts, ends } = this;
    let column = this.#length;
    for (let at = from; at < to; at++, column++) {
      codes[column] = bytes[at] ?? BLANK;
      starts[column] = base + at;
      ends[column] = base + at + 1;
    }
    this.#length = column;
    this.changed = true;
  }

  putWide(column: number, code: number, start: number, end: number): void {
    this.put(column, code, start, end);
    this.put(column + 1, CONTINUED, start, end);
  }

  truncate(column: number): void {
    this.#length = Math.min(this.#length, column);
    this.changed = true;
  }

  blank(from: number, to: number, place: number): void {
    for (let at = from; at < Math.min(to, this.#length); at++) this.set(at, BLANK, place, place);
    this.changed = true;
  }

  delete(column: number, count: number): void {
    if (column >= this.#length) return;
    const from = Math.min(column + count, this.#length);
    for (const array of [this.codes, this.starts, this.ends]) array.copyWithin(column, from, this.#length);
    this.#length -= from - column;
    this.changed = true;
  }

  insert(column: number, count: number, place: number): void {
    if (column >= this.#length) return;
    this.grow(this.#length + count);
    for (const array of [this.codes, this.starts, this.ends])
      array.copyWithin(column + count, column, this.#length);
    this.#length += count;
    this.blank(column, column + count, place);
  }

  /** Appends what the line shows; with its end, which is at byte `place` of the stream, if that is given. */
  say(text: PlacedText, place?: number, placeEnd = place): void {
    text.pushAll(this.codes, this.starts, this.ends, this.#length);
    if (place !== undefined) text.push(LINE_FEED, place, placeEnd ?? place);
  }

  private set(column: number, code: number, start: number, end: number): void {
    this.codes[column] = code;
    this.starts[column] = start;
    this.ends[column] = end;
  }

  private grow(columns: number): void {
    if (columns <= this.codes.length) return;
    const capacity = Math.max(columns, this.codes.length * 2);
    const { codes, starts, ends } = this;
    this.codes = new Uint32Array(capacity);
    this.starts = new Float64Array(capacity);
    this.ends = new Float64Array(capacity);
    this.codes.set(codes);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}
