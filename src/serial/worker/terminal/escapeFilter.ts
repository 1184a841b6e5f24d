import { CREDIT_MODE } from '../../protocol';
import { controlSequence, deviceControl, systemCommand } from './escapePolicy';

/** What takes a parser out of ordinary text: ESC and the C1 controls, which arrive as U+0080 to U+009F. */
const SPECIAL = /[\x1b\x80-\x9f]/g;

const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const DEL = 0x7f;
const ST = 0x9c;

/** Longer ones are abandoned, in characters: a terminal would swallow a guest's output for ever. */
const LIMITS = { escape: 8, csi: 256, osc: 8192, dcs: 65_536, ignored: 8192 } as const;

type State = 'ground' | keyof typeof LIMITS;

export interface FilterOptions {
  /** Lets the guest switch bracketed paste on. */
  readonly bracketedPaste: boolean;
}

/**
 * Takes out of a guest's output what speaks to the editor and not to the screen; see `escapePolicy.ts` for what
 * that is. Streaming: what was fed in pieces comes out as if fed whole.
 *
 * It follows the states of a DEC-compatible parser (Paul Williams' diagram, as xterm.js implements it): CAN, SUB,
 * ESC and C1 controls abort a sequence, C0 controls inside of a CSI are executed. Only whole, well-formed
 * sequences are passed on, in their 7-bit form; so wherever the output ends, another sequence can follow safely.
 */
export class EscapeFilter {
  private state: State = 'ground';
  /** What was collected of the sequence since its introducer. */
  private held = '';
  private asks = 0;

  constructor(private readonly options: FilterOptions) {}

  /** How many credit requests of the guest's own were passed on since the last call. */
  takeGuestAsks(): number {
    const { asks } = this;
    this.asks = 0;
    return asks;
  }

  /** Forgets a sequence that has begun: its rest will not come. */
  reset(): void {
    this.state = 'ground';
    this.held = '';
  }

  push(text: string): string {
    let out = '';
    let at = 0;
    while (at < text.length) {
      if (this.state === 'ground') {
        const special = nextSpecial(text, at);
        if (special === -1) return at === 0 ? text : out + text.slice(at);
        out += text.slice(at, special);
        at = special;
      }
      out += this.step(text.charCodeAt(at));
      at++;
    }
    return out;
  }

  /** Takes one character, of whatever state, and gives what the terminal gets now. */
  private step(code: number): string {
    if (code === ESC || (code >= 0x80 && code < 0xa0)) {
      const out = code === ESC || code === ST ? this.endString(false) : '';
      return out + this.introduce(code);
    }
    if (code === CAN || code === SUB) {
      this.reset();
      return '';
    }
    switch (this.state) {
      case 'ground':
        return String.fromCharCode(code);
      case 'escape':
        return this.inEscape(code);
      case 'csi':
        return this.inControlSequence(code);
      case 'osc':
        if (code === BEL) return this.endString(true);
        return this.inString(code);
      case 'dcs':
      case 'ignored':
        return this.inString(code);
    }
  }

  private introduce(code: number): string {
    switch (code) {
      case ESC:
        return this.enter('escape');
      case 0x9b:
        return this.enter('csi');
      case 0x9d:
        return this.enter('osc');
      case 0x90:
        return this.enter('dcs');
      case 0x98:
      case 0x9e:
      case 0x9f:
        return this.enter('ignored');
      case ST:
        return this.enter('ground');
      default:
        this.reset();
        return String.fromCharCode(code);
    }
  }

  private enter(state: State): string {
    this.state = state;
    this.held = '';
    return '';
  }

  private inEscape(code: number): string {
    if (code < 0x20) return String.fromCharCode(code);
    if (code === DEL) return '';
    const char = String.fromCharCode(code);
    if (code < 0x30) return this.hold(char);
    const intermediates = this.held;
    if (intermediates === '') {
      const c1 = '[]PX^_\\'.includes(char) ? code + 0x40 : 0;
      if (c1 !== 0) return this.introduce(c1);
    }
    this.reset();
    // Not ASCII: no sequence after all. The character itself is text.
    return code < 0x7f ? `\x1b${intermediates}${char}` : char;
  }

  private inControlSequence(code: number): string {
    if (code < 0x20) return String.fromCharCode(code);
    if (code === DEL) return '';
    const char = String.fromCharCode(code);
    if (code < 0x40) return this.hold(char);
    const { held } = this;
    this.reset();
    if (code >= 0x7f) return char;
    const passed = controlSequence(held, char, this.options.bracketedPaste);
    if (passed === undefined) return '';
    if (passed.asksMode === CREDIT_MODE) this.asks++;
    return `\x1b[${passed.sequence}`;
  }

  private inString(code: number): string {
    // Control characters have no effect inside of a string.
    return code < 0x20 || code === DEL ? '' : this.hold(String.fromCharCode(code));
  }

  private hold(char: string): string {
    this.held += char;
    if (this.state !== 'ground' && this.held.length > LIMITS[this.state]) this.reset();
    return '';
  }

  /** The end of an OSC or DCS string: passes it on whole, or not at all. */
  private endString(bell: boolean): string {
    const { state, held } = this;
    if (state !== 'osc' && state !== 'dcs') return '';
    this.reset();
    if (state === 'osc') return systemCommand(held) ? `\x1b]${held}${bell ? '\x07' : '\x1b\\'}` : '';
    return deviceControl(held) ? `\x1bP${held}\x1b\\` : '';
  }
}

function nextSpecial(text: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(text)?.index ?? -1;
}
