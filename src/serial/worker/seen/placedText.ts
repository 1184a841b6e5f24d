const FIRST_CAPACITY = 4096;

/** Text that knows, for each of its UTF-16 units, which bytes of the stream it came from. */
export class PlacedText {
  private units = new Uint16Array(FIRST_CAPACITY);
  private starts = new Float64Array(FIRST_CAPACITY);
  private ends = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  /** In UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  /** Appends a character that came from the bytes `start` to `end` of the stream. */
  push(codePoint: number, start: number, end: number): void {
    if (codePoint < 0x10000) {
      this.pushUnit(codePoint, start, end);
      return;
    }
    this.pushUnit(0xd800 + ((codePoint - 0x10000) >> 10), start, end);
    this.pushUnit(0xdc00 + ((codePoint - 0x10000) & 0x3ff), start, end);
  }

  /** Appends many characters; those with code 0 are left out. */
  pushAll(codePoints: Uint32Array, starts: Float64Array, ends: Float64Array, length: number): void {
    while (this.#length + 2 * length > this.units.length) this.grow();
    for (let at = 0; at < length; at++) {
      const code = codePoints[at] ?? 0;
      if (code === 0) continue;
      if (code >= 0x10000) {
        this.push(code, starts[at] ?? 0, ends[at] ?? 0);
        continue;
      }
      this.units[this.#length] = code;
      this.starts[this.#length] = starts[at] ?? 0;
      this.ends[this.#length] = ends[at] ?? 0;
      this.#length++;
    }
  }

  /** Appends ASCII, `bytes` from `from` to `to`; `base` is the stream's offset of `bytes`. */
  pushAscii(bytes: Uint8Array, from: number, to: number, base: number): void {
    while (this.#length + to - from > this.units.length) this.grow();
    for (let at = from; at < to; at++) {
      this.units[this.#length] = bytes[at] ?? 0;
      this.starts[this.#length] = base + at;
      this.ends[this.#length] = base + at + 1;
      this.#length++;
    }
  }

  /** The stream's offset of the first byte of units `from` to `to`: they may have come in another order. */
  firstByte(from: number, to: number): number {
    if (from === to) return from < this.#length ? (this.starts[from] ?? 0) : (this.ends[from - 1] ?? 0);
    let first = Infinity;
    for (let at = from; at < to; at++) first = Math.min(first, this.starts[at] ?? 0);
    return first;
  }

  /** The stream's offset behind the last byte of units `from` to `to`. */
  lastByte(from: number, to: number): number {
    if (from === to) return this.firstByte(from, to);
    let last = 0;
    for (let at = from; at < to; at++) last = Math.max(last, this.ends[at] ?? 0);
    return last;
  }

  /** Forgets all but the last `count` units. True if there were more. */
  keepLast(count: number): boolean {
    const drop = this.#length - count;
    if (drop <= 0) return false;
    for (const array of [this.units, this.starts, this.ends]) array.copyWithin(0, drop, this.#length);
    this.#length = count;
    return true;
  }

  /** Forgets all behind the first `length` units. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  toString(): string {
    const { buffer } = this.units;
    return Buffer.from(buffer, 0, this.#length * 2).toString('utf16le');
  }

  private pushUnit(unit: number, start: number, end: number): void {
    if (this.#length === this.units.length) this.grow();
    this.units[this.#length] = unit;
    this.starts[this.#length] = start;
    this.ends[this.#length] = end;
    this.#length++;
  }

  private grow(): void {
    const capacity = this.units.length * 2;
    const { units, starts, ends } = this;
    this.units = new Uint16Array(capacity);
    this.starts = new Float64Array(capacity);
    this.ends = new Float64Array(capacity);
    this.units.set(units);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}
