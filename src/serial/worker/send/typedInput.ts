import { messageOf } from '../../../concurrency/messageOf';

/** Characters that are reported as taken in one message: nobody waits to hear that of a single key. */
const LUMP = 4096;

/** What people type into a port's terminals, on its way to the transmit queue. */
export class TypedInput {
  /** Characters that have been written and not been reported, by terminal. */
  private readonly untold = new Map<number, number>();

  constructor(
    private readonly offer: (bytes: Uint8Array, written: () => void) => void,
    private readonly tell: (stream: number, characters: number) => void,
    /** Throws for text that the guest could not read. */
    private readonly encode: (text: string) => Uint8Array,
    private readonly refuse: (stream: number, why: string) => void,
  ) {}

  take(stream: number, text: string): void {
    if (!this.untold.has(stream)) this.untold.set(stream, 0);
    const written = (): void => this.written(stream, text.length);
    try {
      this.offer(this.encode(text), written);
    } catch (error) {
      // A part of a command may do what nobody wanted.
      this.refuse(stream, messageOf(error));
      written();
    }
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
