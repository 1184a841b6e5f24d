import { random } from '../random';

const COUNTS = [
  '',
  '0',
  '1',
  '2',
  '5',
  '29',
  '30',
  '79',
  '80',
  '999',
  '99999',
  '2147483647',
  '99999999999999',
];
const COSTLY_FINALS = [
  'S',
  'T',
  '^',
  'L',
  'M',
  '@',
  'P',
  'X',
  'I',
  'Z',
  'b',
  ' @',
  ' A',
  "'}",
  "'~",
  'J',
  'K',
  '!p',
];
const ANY_FINALS = Array.from({ length: 63 }, (_, index) => String.fromCharCode(0x40 + index));
const MODES = ['4', '20', '3', '7'];
const PRIVATE_MODES = [
  '1',
  '3',
  '6',
  '7',
  '25',
  '45',
  '47',
  '69',
  '1000',
  '1003',
  '1004',
  '1006',
  '1047',
  '1048',
  '1049',
];
const TEXTS = [
  'x',
  'ab\r\n',
  '\n',
  '\t',
  '\b',
  '\r',
  '你',
  '😀',
  'a\u0301\u0301',
  '\x07',
  '\x0e',
  '\v',
  'text '.repeat(20),
];
const ESCAPES = [
  '7',
  '8',
  'D',
  'E',
  'H',
  'M',
  'c',
  '#8',
  '(0',
  ')0',
  '(B',
  '=',
  '>',
  'n',
  'o',
  '%G',
  'Z',
  '\\',
];
const STRINGS = [
  ']8;;http://a\x07',
  ']8;;\x07',
  ']8;id=x;http://b\x1b\\',
  ']4;1;#123\x07',
  ']4;1;?\x07',
  ']11;?\x07',
  ']104\x07',
  ']0;title\x07',
  'P$qm\x1b\\',
  'Pq~~\x1b\\',
  '_G\x1b\\',
];

export interface Program {
  readonly text: string;
  /** What was generated for it, in the order in which it comes; then all of it comes again. */
  readonly drawn: readonly string[];
}

/** Sequences such as a guest may send, weighted towards what costs a terminal much. The same seed gives the same ones. */
export class SequenceGenerator {
  private readonly next: () => number;
  private links = 0;

  constructor(seed: number) {
    this.next = random(seed);
  }

  /** One sequence, or a little text. */
  sequence(): string {
    const kind = this.next();
    if (kind < 0.35) return this.control(`${this.pick(COUNTS)}${this.pick(COSTLY_FINALS)}`);
    if (kind < 0.5)
      return this.control(
        `${this.pick(['', '', '?', '>', '='])}${this.parameters()}${this.pick(ANY_FINALS)}`,
      );
    if (kind < 0.58) return this.control(`?${this.pick(PRIVATE_MODES)}${this.pick(['h', 'h', 'l'])}`);
    if (kind < 0.61) return this.control(`${this.pick(MODES)}${this.pick(['h', 'l'])}`);
    if (kind < 0.66) return this.control(`${this.pick(COUNTS)};${this.pick(COUNTS)}${this.pick(['H', 'r'])}`);
    if (kind < 0.7) return this.control(`${this.parameters()}m`);
    if (kind < 0.85) return this.pick(TEXTS);
    if (kind < 0.93) return `\x1b${this.pick(ESCAPES)}`;
    if (kind < 0.95) return `\x1b]8;;http://a/${this.links++}\x07`;
    return `\x1b${this.pick(STRINGS)}`;
  }

  /** A text of many: all different, or a few again and again. */
  program(length: number): Program {
    const count = this.next() < 0.6 ? 1 + this.below(4) : length;
    const drawn = Array.from({ length: count }, () => this.sequence());
    return { drawn, text: Array.from({ length }, (_, index) => drawn[index % count]).join('') };
  }

  /** A whole number below a limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  private control(body: string): string {
    return `${this.next() < 0.9 ? '\x1b[' : '\x9b'}${body}`;
  }

  private parameters(): string {
    const count = this.next() < 0.05 ? 60 : this.below(4);
    return Array.from({ length: count }, () => this.pick(COUNTS)).join(this.next() < 0.8 ? ';' : ':');
  }

  private pick(from: readonly string[]): string {
    return from[this.below(from.length)] ?? '';
  }
}
