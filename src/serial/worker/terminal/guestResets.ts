/** More than this are not remembered: a guest in a reset loop makes thousands. */
const REMEMBERED = 1000;

/** Where in a port's stream the guest was reset: a terminal that shows the stream is put back there. */
export class GuestResets {
  private readonly offsets: number[] = [];

  /** @param offset Of the first byte after the reset. */
  note(offset: number): void {
    if (offset === 0 || this.offsets.at(-1) === offset) return;
    this.offsets.push(offset);
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
