import type { ScreenSize, TerminalOptions } from '../../protocol';
import type { Encoding, StreamDecoder } from '../encoding/encoding';
import { UTF8 } from '../encoding/utf8Encoding';
import { EscapeFilter, type FilteredText } from '../filter/escapeFilter';
import type { ArrivalTimes } from '../arrivals/arrivalTimes';
import { LineEnds } from '../filter/lineEnds';
import { LineStamps } from './stamps/lineStamps';
import { ScreenModel } from '../filter/screenModel';
import { sane } from '../filter/screenSize';
import type { MarkedScreen } from './scrollMarks';

/**
 * Bytes to what a terminal is given: one streaming decoder, then the filter, which adds line ends and times. One for each cursor.
 * What one piece of bytes makes is taken in parts that cost the terminal no more than a limit.
 */
export class Rendering {
  private readonly screen: ScreenModel;
  private readonly filter: EscapeFilter;
  private decoder: StreamDecoder;
  private readonly lineEnds: LineEnds;
  private readonly stamps: LineStamps | undefined;
  private text = '';
  private at = 0;

  constructor(
    options: TerminalOptions,
    /** When bytes came, for terminals that show it. */
    times?: ArrivalTimes,
    private readonly encoding: Encoding = UTF8,
  ) {
    this.decoder = encoding.decoder();
    this.screen = new ScreenModel(options.bracketedPaste);
    if (options.size) this.screen.size = sane(options.size);
    const { timestamps, implicitCarriageReturn } = options;
    if (timestamps && times)
      this.stamps = new LineStamps(timestamps, times, this.screen, implicitCarriageReturn);
    this.lineEnds = new LineEnds(implicitCarriageReturn);
    this.filter = new EscapeFilter(this.screen, this.stamps, this.lineEnds);
  }

  get size(): ScreenSize {
    return this.screen.size;
  }

  resize(size: ScreenSize): void {
    this.screen.size = sane(size);
  }

  /**
   * Takes bytes, once those before are all taken.
   * @param answers Whether the terminal may answer what the guest asks in them.
   * @param offset The stream's offset of the first, by which times go.
   */
  push(bytes: Buffer, answers: boolean, offset = 0): void {
    this.screen.answers = answers;
    this.text = this.decoder.write(bytes);
    this.stamps?.begin(this.text, bytes, offset);
    this.filter.ascii = this.encoding.isUtf8 && this.text.length === bytes.length;
    this.at = 0;
  }

  /** Whether there is more to take. */
  get pending(): boolean {
    return this.at < this.text.length;
  }

  /** How many bytes that is; what was not well formed counts as its replacement. */
  get pendingBytes(): number {
    return this.encoding.byteLength(this.text.slice(this.at));
  }

  /** Takes what costs the terminal up to a limit, in units of `work.ts`, or a sequence or 1,024 characters more. */
  take(limit: number): FilteredText & { readonly from: number } {
    const { at } = this;
    this.at = this.filter.push(this.text, limit, at);
    return { ...this.filter.take(), from: this.at - at };
  }

  /** No byte will follow: what an unfinished character becomes, and what makes sure that our own lines are seen. */
  end(): FilteredText {
    this.filter.ascii = false;
    this.filter.push(this.decoder.end());
    const last = this.filter.take();
    return this.screen.lastLineIsElsewhere ? { ...last, text: last.text + this.screen.putBack() } : last;
  }

  /** What a mark must know of the screen. */
  get marked(): MarkedScreen {
    const { rowsAbove, size } = this.screen;
    return { columns: size.columns, rowsAbove, stampColumns: this.stamps?.columns ?? 0 };
  }

  /** Forgets what is left to take. */
  drop(): void {
    this.text = '';
    this.at = 0;
  }

  /** Puts the terminal back: what comes next does not follow what came last. */
  putBack(): string {
    this.decoder = this.encoding.decoder();
    this.drop();
    this.filter.reset();
    this.lineEnds.interrupted();
    this.stamps?.restart();
    return this.screen.putBack();
  }
}
