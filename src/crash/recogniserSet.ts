import type { Recogniser } from './recogniser';
import { LiteralScanner } from './scan/literalScanner';

/** Recognisers with one scan for all of their triggers. Made once, shared by any number of engines. */
export class RecogniserSet {
  private readonly scanner: LiteralScanner;
  /** The recogniser of each trigger, by the index of the recogniser. */
  private readonly owners: readonly number[];

  constructor(readonly recognisers: readonly Recogniser[]) {
    const triggers = recognisers.flatMap(({ triggers }, index) => triggers.map((text) => ({ text, index })));
    this.scanner = new LiteralScanner(triggers.map(({ text }) => text));
    this.owners = triggers.map(({ index }) => index);
  }

  /** Texts, one of which stands in every line that can begin a report. */
  get triggers(): readonly string[] {
    return this.recognisers.flatMap(({ triggers }) => triggers);
  }

  /** The recognisers that have a trigger in a line, in their order; undefined for an ordinary line. */
  of(text: string): readonly Recogniser[] | undefined {
    const found = this.scanner.find(text);
    if (!found) return undefined;
    const owners = new Set([...found].map((trigger) => this.owners[trigger]));
    return this.recognisers.filter((_, index) => owners.has(index));
  }
}
