import { CREDIT_MODE } from '../../protocol';
import { attributesWork, controlSequence } from './controlSequences';
import { escapeSequence } from './escapeSequences';
import type { LineEnds } from './lineEnds';
import type { ScreenModel } from './screenModel';
import type { ControlSequence, Decision } from './sequence';
import { StackedMarks } from './stackedMarks';
import { deviceControl, systemCommand } from './systemCommands';
import * as work from './work';

/** What is not ordinary text: ENQ, BEL, VT, FF, ESC and the C1 controls, which arrive as U+0080 to U+009F. */
const SPECIAL = /[\x05\x07\x0b\x0c\x1b\x80-\x9f]/g;
/** Attributes and control sequences that are complete, as most are: the states below give the same, only slower. */
const WHOLE_ATTRIBUTES = /\x1b\[[0-9:;]{0,200}m/y;
const WHOLE_CONTROL_SEQUENCE = /\x1b\[([<-?]?)([0-9:;]{0,200})([ -/]{0,4})([@-~])/y;
/** Prefix, parameters, intermediates: ECMA-48, 5.4. Anything else a terminal ignores too. */
const WELL_FORMED = /^([<-?]?)([0-9:;]*)([ -/]*)$/;

const ENQ = 0x05;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const DEL = 0x7f;
const ST = 0x9c;
/** The C1 controls that are sequences by themselves: IND, NEL, HTS, RI. */
const SINGLE = new Set([0x84, 0x85, 0x88, 0x8d]);

/** Longer ones are abandoned, in characters: a terminal would swallow a guest's output without end. */
const LIMITS = { escape: 8, csi: 256, osc: 8192, dcs: 65_536, ignored: 8192 } as const;
/** Text is taken in pieces of this many characters, so that its cost can be bounded; the second is for costly text. */
const PIECE = 4096;
const COSTLY_PIECE = 256;

type State = 'ground' | keyof typeof LIMITS;

/** The part of a guest's output that the terminal is given. */
export interface FilteredText {
  /** Only whole sequences: wherever it ends, another can follow safely. */
  readonly text: string;
  /** What it costs the terminal, in units of `work.ts`. */
  readonly work: number;
  /** How many credit requests of the guest's own it has. */
  readonly guestAsks: number;
}

/** Adds something of ours to what passes; places are those in the text that is being taken. */
export interface Additions {
  text(text: string, at: number): string;
  /** @param final The last character of a control sequence that has neither prefix nor intermediates. */
  sequence(sequence: string, final: string, at: number): string;
  /** The terminal was put back. */
  restart(): void;
}

/**
 * Takes out of a guest's output what speaks to the editor and not to the screen, bounds what the rest costs, and
 * tells how much that is. A guest's output is untrusted: it may paint the screen and ask the terminal about it, and
 * nothing else. Streaming: what is fed in pieces comes out as if fed whole.
 *
 * It follows the states of a DEC-compatible parser (Paul Williams' diagram, as xterm.js implements it): CAN, SUB,
 * ESC and C1 controls abort a sequence, C0 controls inside of a CSI are executed. Only whole, well-formed
 * sequences that are known are passed on, in their 7-bit form.
 */
export class EscapeFilter {
  /** What is taken now has only ASCII characters, or such as stand for broken ones. */
  ascii = false;
  private state: State = 'ground';
  /** What was collected of the sequence since its introducer. */
  private held = '';
  private out = '';
  private work = 0;
  private guestAsks = 0;
  /** Where in the text that is being taken the next special character is. */
  private special = -1;
  private readonly marks = new StackedMarks();

  constructor(
    private readonly screen: ScreenModel,
    private readonly additions?: Additions,
    private readonly lineEnds?: LineEnds,
  ) {}

  /** Forgets a sequence that has begun: its rest will not come. */
  reset(): void {
    this.state = 'ground';
    this.held = '';
  }

  /**
   * Takes text up to where `take()` would cost more than a limit, at the end of a sequence.
   * @param limit In units of `work.ts`.
   * @param from Where in the text to begin.
   * @returns up to where it has taken it.
   */
  push(text: string, limit = Infinity, from = 0): number {
    let at = from;
    this.special = -1;
    while (at < text.length && this.work < limit) {
      at = this.state === 'ground' ? this.inGround(text, at) : this.inSequence(text, at);
    }
    return at;
  }

  /** What has come out since the last call. */
  take(): FilteredText {
    const { out: text, work: cost, guestAsks } = this;
    this.out = '';
    this.work = this.guestAsks = 0;
    return { text, work: cost + text.length, guestAsks };
  }

  private inGround(text: string, at: number): number {
    if (this.special < at) {
      SPECIAL.lastIndex = at;
      this.special = SPECIAL.exec(text)?.index ?? text.length;
    }
    const piece = this.screen.textIsCostly ? COSTLY_PIECE : PIECE;
    if (this.special > at) return this.print(text, at, Math.min(this.special, at + piece));
    this.marks.interrupted();
    WHOLE_ATTRIBUTES.lastIndex = at;
    if (WHOLE_ATTRIBUTES.test(text)) {
      const end = WHOLE_ATTRIBUTES.lastIndex;
      const sequence = text.slice(at, end);
      this.passText(this.added(sequence, 'm', at), attributesWork(text, at, end), true);
      return end;
    }
    WHOLE_CONTROL_SEQUENCE.lastIndex = at;
    const whole = WHOLE_CONTROL_SEQUENCE.exec(text);
    if (!whole) return this.inSequence(text, at);
    const [raw, prefix = '', parameters = '', intermediates = '', final = ''] = whole;
    this.passControl({ raw, prefix, parameters, intermediates, final }, at);
    return at + raw.length;
  }

  /** @returns where it ends, which is not within a character. */
  private print(text: string, from: number, to: number): number {
    const code = text.charCodeAt(to - 1);
    const end = code >= 0xd800 && code < 0xdc00 && to < text.length ? to + 1 : to;
    this.say(text.slice(from, end), from);
    return end;
  }

  private say(text: string, at: number): void {
    const { links, alternate, size } = this.screen;
    const bounded = this.ascii ? text : this.marks.push(text);
    const shown = this.additions && !links.isOpen ? this.additions.text(bounded, at) : bounded;
    this.work += this.screen.print(bounded);
    const printed = links.isOpen ? links.print(bounded) : shown;
    const ended = this.lineEnds?.push(printed) ?? printed;
    // Whoever paints a screen of its own goes down a line by a line feed, and means only that.
    this.out += alternate.isShown ? printed : ended;
    if (!alternate.isShown) return;
    alternate.say(ended);
    if (!alternate.overflows(size.rows)) return;
    this.out += this.screen.putBack();
    this.additions?.restart();
  }

  private inSequence(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code === ESC || (code >= 0x80 && code < 0xa0)) {
      if (code === ESC || code === ST) this.endString(false);
      this.introduce(code);
    } else if (code === CAN || code === SUB) this.reset();
    else if (code === BEL && this.state === 'osc') this.endString(true);
    else if (this.state === 'escape') this.inEscape(code, at);
    else if (this.state === 'csi') this.inControlSequence(code, at);
    else if (this.state === 'ground') this.execute(code, at);
    // Control characters have no effect inside of a string.
    else if (code >= 0x20 && code !== DEL) this.hold(code);
    return at + 1;
  }

  private introduce(code: number): void {
    this.reset();
    switch (code) {
      case ESC:
        this.state = 'escape';
        return;
      case 0x9b:
        this.state = 'csi';
        return;
      case 0x9d:
        this.state = 'osc';
        return;
      case 0x90:
        this.state = 'dcs';
        return;
      case 0x98:
      case 0x9e:
      case 0x9f:
        this.state = 'ignored';
        return;
      default:
        if (SINGLE.has(code)) this.pass(escapeSequence(String.fromCharCode(code - 0x40), this.screen));
    }
  }

  /** A control character that is not part of text. */
  private execute(code: number, at: number): void {
    if (code === BEL) this.pass({ sequence: '\x07', work: work.BELL, colors: true });
    else if (code !== ENQ) this.say(String.fromCharCode(code), at);
    else if (this.screen.answers) this.pass({ sequence: '\x05', work: work.QUESTION, colors: true });
  }

  private inEscape(code: number, at: number): void {
    if (code < 0x20) {
      this.execute(code, at);
      return;
    }
    if (code === DEL) return;
    const char = String.fromCharCode(code);
    if (code < 0x30) {
      this.hold(code);
      return;
    }
    if (this.held === '' && '[]PX^_\\'.includes(char)) {
      this.introduce(code + 0x40);
      return;
    }
    const body = this.held + char;
    this.reset();
    // Not ASCII: no sequence after all. The character itself is text.
    if (code > DEL) this.say(char, at);
    else this.pass(escapeSequence(body, this.screen));
  }

  private inControlSequence(code: number, at: number): void {
    if (code < 0x20) {
      this.execute(code, at);
      return;
    }
    if (code === DEL) return;
    if (code < 0x40) {
      this.hold(code);
      return;
    }
    const { held } = this;
    const final = String.fromCharCode(code);
    this.reset();
    if (code > DEL) {
      this.say(final, at);
      return;
    }
    const parts = WELL_FORMED.exec(held);
    if (!parts) return;
    const [, prefix = '', parameters = '', intermediates = ''] = parts;
    const raw = `\x1b[${held}${final}`;
    this.passControl({ raw, prefix, parameters, intermediates, final }, at);
  }

  private hold(code: number): void {
    this.held += String.fromCharCode(code);
    if (this.state !== 'ground' && this.held.length > LIMITS[this.state]) this.reset();
  }

  /** The end of an OSC or DCS string: passes it on whole, or not at all. */
  private endString(bell: boolean): void {
    const { state, held } = this;
    this.reset();
    if (state === 'osc') this.pass(systemCommand(held, this.screen, bell));
    if (state === 'dcs') this.pass(deviceControl(held, this.screen));
  }

  private passControl(sequence: ControlSequence, at: number): void {
    const decision = controlSequence(sequence, this.screen);
    const isPlain = sequence.prefix === '' && sequence.intermediates === '';
    this.pass(
      decision && isPlain && this.additions
        ? { ...decision, sequence: this.added(decision.sequence, sequence.final, at) }
        : decision,
    );
  }

  private added(sequence: string, final: string, at: number): string {
    return this.additions ? this.additions.sequence(sequence, final, at) : sequence;
  }

  private pass(decision: Decision): void {
    if (!decision) return;
    if (decision.asksMode === CREDIT_MODE) this.guestAsks++;
    this.passText(decision.sequence, decision.work, decision.colors ?? false);
  }

  private passText(sequence: string, cost: number, colors: boolean): void {
    const { links, alternate } = this.screen;
    this.lineEnds?.interrupted();
    if (links.isOpen) this.out += links.sequence(colors);
    this.out += sequence;
    this.work += cost;
    if (!alternate.isShown) return;
    if (colors) alternate.say(sequence);
    else alternate.painted();
  }
}
