/** Characters that are reported as taken in one message: nobody waits to hear that of a single key. */
const LUMP = 4096;

/** What people type into a port's terminals, on its way to the transmit queue. */
export class TypedInput {
  /** Characters that have been written and not been reported, by terminal. */
  private readonly untold = new Map<number, number>();

  constructor(
    private readonly offer: (bytes: Uint8Array, written: () => void) => void,
    private readonly tell: (stream: number, characters: number) => void,
  ) {}

  take(stream: number, text: string): void {
    if (!this.untold.has(stream)) this.untold.set(stream, 0);
    this.offer(Buffer.from(text, 'utf8'), () => this.written(stream, text.length));
  }

  /** A terminal has been closed: what it has typed still goes out. */
  forget(stream: number): void {
    this.untold.delete(stream);
  }

  private written(stream: number, characters: number): void {
    const before = this.untold.get(stream);
    if (before === undefined) return;
    const sum = before + characters;
    if (sum >= LUMP) this.tell(stream, sum);
    this.untold.set(stream, sum >= LUMP ? 0 : sum);
  }
}
