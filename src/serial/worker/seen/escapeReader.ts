const BEL = 0x07;
const LF = 0x0a;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const ST = 0x9c;

/** Longer sequences are abandoned, in characters, as the terminal's filter does: the guest's text goes on. */
const LONGEST = { escape: 8, csi: 256, string: 8192, dcs: 65_536 } as const;

/** Is given what the sequences say. `start` and `end` are offsets in the stream. */
export interface SequenceReceiver {
  print(codePoint: number, start: number, end: number): void;
  /** A C0 control, or a C1 control that begins no sequence. */
  control(codePoint: number, start: number, end: number): void;
  escape(final: number, start: number): void;
  /** @param parameters What stands between CSI and the final character. */
  csi(final: number, parameters: string, start: number): void;
  /** Printable ASCII: `bytes` from `from` to `to`; `base` is the stream's offset of `bytes`. */
  printAscii(bytes: Uint8Array, from: number, to: number, base: number): void;
}

type State = 'ground' | keyof typeof LONGEST;

/**
 * Splits a guest's output into text and control sequences, wherever it was cut. Follows the states of a
 * DEC-compatible parser; the strings of OSC, DCS, SOS, PM and APC are dropped. One that is not closed ends with its line: noise on a
 * line must not hide what is said behind it.
 */
export class EscapeReader {
  private state: State = 'ground';
  private held = '';
  private length = 0;

  constructor(private readonly receiver: SequenceReceiver) {}

  /** Whether it is in no sequence. */
  get isInText(): boolean {
    return this.state === 'ground';
  }

  reset(): void {
    this.enter('ground');
  }

  take(code: number, start: number, end: number): void {
    if (code === ESC || (code >= 0x80 && code < 0xa0)) this.introduce(code, start, end);
    else if (code === CAN || code === SUB) this.reset();
    else if (this.state === 'ground') this.inGround(code, start, end);
    else this.inSequence(code, start, end);
  }

  takeAscii(bytes: Uint8Array, from: number, to: number, base: number): void {
    let at = from;
    while (at < to && this.state !== 'ground') {
      this.take(bytes[at] ?? 0, base + at, base + at + 1);
      at++;
    }
    if (at < to) this.receiver.printAscii(bytes, at, to, base);
  }

  private inGround(code: number, start: number, end: number): void {
    if (code < 0x20) this.receiver.control(code, start, end);
    else if (code !== 0x7f) this.receiver.print(code, start, end);
  }

  private introduce(code: number, start: number, end: number): void {
    switch (code) {
      case ESC:
        this.enter('escape');
        return;
      case 0x9b:
        this.enter('csi');
        return;
      case 0x90:
        this.enter('dcs');
        return;
      case 0x98:
      case 0x9d:
      case 0x9e:
      case 0x9f:
        this.enter('string');
        return;
      case ST:
        this.enter('ground');
        return;
      default:
        this.enter('ground');
        this.receiver.control(code, start, end);
    }
  }

  private inSequence(code: number, start: number, end: number): void {
    const isString = this.state === 'string' || this.state === 'dcs';
    if (++this.length > LONGEST[this.state as keyof typeof LONGEST]) this.reset();
    else if (isString) {
      if (code === BEL && this.state === 'string') this.reset();
      else if (code === LF) {
        this.reset();
        this.receiver.control(code, start, end);
      }
    } else if (code < 0x20) this.receiver.control(code, start, end);
    else if (this.state === 'escape') this.inEscape(code, start);
    else this.inControlSequence(code, start);
  }

  private inEscape(code: number, start: number): void {
    const string = STRINGS[code];
    if (this.length === 1 && string) this.enter(string);
    else if (code >= 0x30) {
      const plain = this.length === 1;
      this.reset();
      if (plain) this.receiver.escape(code, start);
    }
  }

  private inControlSequence(code: number, start: number): void {
    if (code < 0x40) {
      this.held += String.fromCharCode(code);
      return;
    }
    const { held } = this;
    this.reset();
    if (code < 0x7f) this.receiver.csi(code, held, start);
  }

  private enter(state: State): void {
    this.state = state;
    this.held = '';
    this.length = 0;
  }
}

/** What ESC and one of `[ P X ] ^ _` begin. */
const STRINGS: Readonly<Record<number, State>> = {
  0x5b: 'csi',
  0x50: 'dcs',
  0x58: 'string',
  0x5d: 'string',
  0x5e: 'string',
  0x5f: 'string',
};
