import type { Recogniser } from './recogniser';
import { LiteralScanner } from './scan/literalScanner';

/** Recognisers with one scan for all of their triggers. Made once, shared by any number of engines. */
export class RecogniserSet {
  private readonly scanner: LiteralScanner;
  /** The recogniser of each trigger, by the index of the recogniser. */
  private readonly owners: readonly number[];

  constructor(private readonly recognisers: readonly Recogniser[]) {
    const triggers = recognisers.flatMap(({ triggers }, index) => triggers.map((text) => ({ text, index })));
    this.scanner = new LiteralScanner(triggers.map(({ text }) => text));
    this.owners = triggers.map(({ index }) => index);
  }

  /**
   * Whether one of the triggers ends in a piece of a stream, and the state for the next piece: a look at bytes that were
   * not yet made text of.
   */
  scanBytes(bytes: Uint8Array, state: number): { readonly found: boolean; readonly state: number } {
    return this.scanner.scanBytes(bytes, state);
  }

  /** The recognisers that have a trigger in a line, in their order; undefined for an ordinary line. */
  of(text: string): readonly Recogniser[] | undefined {
    const found = this.scanner.find(text);
    if (!found) return undefined;
    const owners = new Set([...found].map((trigger) => this.owners[trigger]));
    return this.recognisers.filter((_, index) => owners.has(index));
  }
}
