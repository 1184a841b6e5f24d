import type { CharacterReader, CharacterReceiver, Encoding } from '../encoding/encoding';
import { UTF8 } from '../encoding/utf8Encoding';
import { EscapeReader } from './escapeReader';
import { PlacedText } from './placedText';
import { Screen } from './screen';

/** A stream of bytes as text that can be searched. */
export interface TextReader {
  /** What has come, as far as it was kept, each unit with its place in the stream. */
  readonly text: PlacedText;
  /** @param offset The stream's offset of the first byte. */
  push(bytes: Buffer, offset: number): void;
  /** Runs `look` with the text up to the last byte that came; what may still change of it is taken back afterwards. */
  withRest<T>(look: () => T): T;
  /**
   * Whether plain text that comes next is only appended: nothing that has come goes on into it, or is changed by it.
   * Plain is printable ASCII, with tabs and line ends.
   */
  readonly isSettled: boolean;
  /**
   * To be called at the beginning of a line, when it is settled and plain text is left out: as `reset`, but what holds for
   * longer than the lines on the screen stays.
   */
  restart(): void;
  /** Forgets everything: what comes next does not follow on it. */
  reset(): void;
}

/**
 * A guest's output as a person reads it: decoded, without colours, titles and other control sequences; with the
 * effects of carriage return, backspace, cursor movement and erasing. Lines end with `\n`.
 */
export class TextAsSeen implements TextReader {
  readonly text = new PlacedText();
  private readonly screen = new Screen(this.text);
  private readonly escapes = new EscapeReader(this.screen);
  private decoder: CharacterReader;

  constructor(private encoding: Encoding = UTF8) {
    this.decoder = encoding.reader();
  }

  /** What comes from now on is decoded in another way, if it is another one. */
  decodeAs(encoding: Encoding): void {
    if (encoding === this.encoding) return;
    this.encoding = encoding;
    this.decoder = encoding.reader();
  }

  push(bytes: Buffer, offset: number): void {
    this.screen.budget.earn(bytes.length);
    this.decoder.push(bytes, offset, this.escapes);
  }

  withRest<T>(look: () => T): T {
    const { length } = this.text;
    this.screen.sayCurrent();
    try {
      return look();
    } finally {
      this.text.truncate(length);
    }
  }

  get isSettled(): boolean {
    return this.screen.isAtEnd && this.escapes.isInText && this.decoder.isWhole;
  }

  restart(): void {
    this.text.truncate(0);
    this.screen.clear();
  }

  reset(): void {
    this.text.truncate(0);
    this.screen.reset();
    this.escapes.reset();
    this.decoder.reset();
  }
}

/** A guest's output as it is: decoded as UTF-8, and nothing else. */
export class RawText implements TextReader {
  readonly text = new PlacedText();
  private readonly decoder = UTF8.reader();
  private readonly receiver: CharacterReceiver = {
    take: (code, start, end) => this.text.push(code, start, end),
    takeAscii: (bytes, from, to, base) => this.text.pushAscii(bytes, from, to, base),
  };

  push(bytes: Buffer, offset: number): void {
    this.decoder.push(bytes, offset, this.receiver);
  }

  withRest<T>(look: () => T): T {
    return look();
  }

  get isSettled(): boolean {
    return this.decoder.isWhole;
  }

  restart(): void {
    this.reset();
  }

  reset(): void {
    this.text.truncate(0);
    this.decoder.reset();
  }
}
