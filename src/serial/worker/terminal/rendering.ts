import { StringDecoder } from 'node:string_decoder';
import type { TerminalOptions } from '../../protocol';
import { EscapeFilter } from './escapeFilter';
import { LineEnds } from './lineEnds';

/** Bytes to what a terminal is given: one streaming decoder, then the filter, then line ends. One for each cursor. */
export class Rendering {
  private readonly filter: EscapeFilter;
  private decoder = new StringDecoder('utf8');
  private lineEnds: LineEnds;

  constructor(private readonly options: TerminalOptions) {
    this.filter = new EscapeFilter(options);
    this.lineEnds = new LineEnds(options.implicitCarriageReturn);
  }

  push(bytes: Buffer): string {
    return this.lineEnds.push(this.filter.push(this.decoder.write(bytes)));
  }

  /** What an unfinished character becomes when nothing follows. */
  end(): string {
    return this.lineEnds.push(this.filter.push(this.decoder.end()));
  }

  /** Begins anew: what comes next does not follow what came last. */
  reset(): void {
    this.decoder = new StringDecoder('utf8');
    this.filter.reset();
    this.lineEnds = new LineEnds(this.options.implicitCarriageReturn);
  }

  /** How many credit requests of the guest's own were in the text since the last call. */
  takeGuestAsks(): number {
    return this.filter.takeGuestAsks();
  }
}
