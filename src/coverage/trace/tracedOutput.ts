/** Bytes of output that are remembered; a guest need never stop. */
const MOST_BYTES = 16_777_216;
const FIRST_BYTES = 65_536;

/** What a guest's UARTs were given to send, as QEMU's log has it between the code that ran, and where in it each part of a run begins. */
export class TracedOutput {
  private bytes = new Uint8Array(FIRST_BYTES);
  private length = 0;
  /** For each part, how many bytes were sent before it; the first part is at 0. */
  private readonly begins = [0];

  constructor(private readonly most = MOST_BYTES) {}

  /** Whether there is no room for more: parts that begin later cannot be told apart. */
  get isFull(): boolean {
    return this.length >= this.most;
  }

  push(byte: number): void {
    if (this.isFull) return;
    if (this.length === this.bytes.length) {
      const grown = new Uint8Array(Math.min(this.most, 2 * this.length));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes[this.length++] = byte;
  }

  /** The next part begins. */
  begin(): void {
    this.begins.push(this.length);
  }

  /** Nothing has run in the last part yet: it begins only now. */
  beginLater(): void {
    this.begins[this.begins.length - 1] = this.length;
  }

  /**
   * Where in one port's output each part begins, in bytes. Other ports' bytes lie in between, and so do divisors: the port's bytes are
   * looked for in their order, each at the earliest place.
   * @param pieces The port's output, from its first byte on.
   * @returns undefined when not all of it was found: nothing tells of such a port.
   */
  partOffsets(pieces: Iterable<Uint8Array>): number[] | undefined {
    const offsets: number[] = [];
    let [at, found] = [0, 0];
    const pass = (): void => {
      while ((this.begins[offsets.length] ?? Infinity) <= at) offsets.push(found);
    };
    for (const piece of pieces)
      for (const byte of piece) {
        pass();
        while (at < this.length && this.bytes[at] !== byte) {
          at++;
          pass();
        }
        if (at >= this.length) return undefined;
        at++;
        found++;
      }
    at = this.length;
    pass();
    return offsets;
  }
}
