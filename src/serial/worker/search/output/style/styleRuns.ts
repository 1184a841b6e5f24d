import type { TextStyle } from '../../../../outputProtocol';
import { EscapeReader, type SequenceReceiver } from '../../../seen/escapeReader';
import type { CharacterReader, Encoding } from '../../../encoding/encoding';
import { UTF8 } from '../../../encoding/utf8Encoding';
import { changed, PLAIN } from './attributes';

/** From this byte of the stream on, what is printed has a style, up to the next run. */
interface StyleRun {
  readonly offset: number;
  readonly style: TextStyle;
}

const ESC = 0x1b;
/** What C1 controls begin with in UTF-8. */
const C1 = 0xc2;
const ASCII_END = 0x80;

/** Which attributes hold where in a stream: a character has those that were set when its bytes came, wherever the cursor was. */
export class StyleRuns {
  private readonly runs: StyleRun[] = [];
  private style = PLAIN;
  private asked = -1;
  private readonly receiver: SequenceReceiver = {
    csi: (final, parameters, start) => {
      if (final === 'm'.charCodeAt(0) && /^[\d;:]*$/.test(parameters))
        this.set(changed(this.style, parameters), start);
    },
    // RIS
    escape: (final, start) => {
      if (final === 'c'.charCodeAt(0)) this.set(PLAIN, start);
    },
    print: () => undefined,
    printAscii: () => undefined,
    control: () => undefined,
  };
  private readonly escapes = new EscapeReader(this.receiver);
  private readonly decoder: CharacterReader;

  constructor(private readonly encoding: Encoding = UTF8) {
    this.decoder = encoding.reader();
  }

  /** @param offset The stream's offset of the first byte. */
  push(bytes: Buffer, offset: number): void {
    const isPlain = this.escapes.isInText && this.decoder.isWhole;
    if (isPlain && !bytes.includes(ESC) && !this.mayHaveC1(bytes)) return;
    this.decoder.push(bytes, offset, this.escapes);
  }

  /** Whether all bytes from one offset up to another are plain. */
  isPlain(from: number, to: number): boolean {
    const first = this.indexAt(from);
    if (first >= 0 && this.runs[first]?.style !== PLAIN) return false;
    for (let at = first + 1; at < this.runs.length && (this.runs[at]?.offset ?? to) < to; at++)
      if (this.runs[at]?.style !== PLAIN) return false;
    return true;
  }

  /** The style of what the byte at an offset printed. */
  at(offset: number): TextStyle {
    return this.runs[this.indexAt(offset)]?.style ?? PLAIN;
  }

  /** In other encodings any character may be one, or the beginning of one that is cut. */
  private mayHaveC1(bytes: Buffer): boolean {
    return this.encoding.isUtf8 ? bytes.includes(C1) : bytes.some((byte) => byte >= ASCII_END);
  }

  private set(style: TextStyle, offset: number): void {
    if (style === this.style) return;
    this.style = style;
    this.runs.push({ offset, style });
  }

  /** The last run that begins at an offset or before; -1: none. */
  private indexAt(offset: number): number {
    // As a rule the one that was asked for last, or the next one.
    for (let at = this.asked; at <= this.asked + 1; at++) if (this.isIn(at, offset)) return (this.asked = at);
    return (this.asked = this.search(offset));
  }

  private isIn(run: number, offset: number): boolean {
    return (
      (this.runs[run]?.offset ?? -Infinity) <= offset && (this.runs[run + 1]?.offset ?? Infinity) > offset
    );
  }

  private search(offset: number): number {
    let low = 0;
    let high = this.runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.runs[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
