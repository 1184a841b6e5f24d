/** More than this are not remembered: a guest in a reset loop makes thousands. */
const REMEMBERED = 1000;

/** Places in a port's stream at which something happened, for all of its terminals: the newest thousand, in order. */
export class StreamOffsets {
  private readonly offsets: number[] = [];

  /** @param offset Of the first byte after it; nothing happens before the first byte. */
  note(offset: number): void {
    if (offset === 0 || this.isAt(offset)) return;
    this.offsets.splice(this.offsets.findLastIndex((one) => one < offset) + 1, 0, offset);
    if (this.offsets.length > REMEMBERED) this.offsets.shift();
  }

  isAt(offset: number): boolean {
    return this.offsets.includes(offset);
  }

  /** The next one behind an offset; Infinity: none. */
  after(offset: number): number {
    return this.offsets.find((one) => one > offset) ?? Infinity;
  }
}
