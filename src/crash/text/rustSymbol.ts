/**
 * Reads Rust's mangled names (the `v0` scheme, RFC 2603) as far as functions in stacks need: crates, modules, methods
 * and trait methods. Generic arguments are left out. Names that it cannot read stay as they are.
 */
export function readableRustSymbol(symbol: string): string {
  if (!symbol.startsWith('_R') || symbol.length > LONGEST) return symbol;
  try {
    return new Demangler(symbol.slice(2)).path();
  } catch (error) {
    if (error instanceof Unreadable) return symbol;
    throw error;
  }
}

/** In characters. Back-references could make far more of a short name than anybody reads. */
const LONGEST = 512;
const DEEPEST = 24;

class Unreadable extends Error {}

class Demangler {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  path(): string {
    if (++this.depth > DEEPEST) throw new Unreadable();
    const readable = this.pathOf(this.next());
    this.depth--;
    return readable;
  }

  private pathOf(tag: string): string {
    switch (tag) {
      case 'C':
        return this.identifier();
      case 'N': {
        this.next();
        const parent = this.path();
        const name = this.identifier();
        return name === '' ? `${parent}::{closure}` : `${parent}::${name}`;
      }
      case 'M':
        this.implementation();
        return `<${this.type()}>`;
      case 'X':
        this.implementation();
        return this.asTrait();
      case 'Y':
        return this.asTrait();
      case 'I':
        return this.generic();
      case 'B':
        return this.again(() => this.path());
      default:
        throw new Unreadable();
    }
  }

  /** The place of an `impl`, which its type makes plain. */
  private implementation(): void {
    this.disambiguator();
    this.path();
  }

  private asTrait(): string {
    const type = this.type();
    return `<${type} as ${this.path()}>`;
  }

  private generic(): string {
    const path = this.path();
    while (this.peek() !== 'E') this.argument();
    this.next();
    return path;
  }

  private argument(): void {
    if (this.peek() === 'L') {
      this.next();
      this.number62();
    } else this.type();
  }

  private type(): string {
    if (++this.depth > DEEPEST) throw new Unreadable();
    const readable = this.typeOf();
    this.depth--;
    return readable;
  }

  private typeOf(): string {
    const tag = this.peek();
    if (/[a-z]/.test(tag)) return BASIC[this.next()] ?? '_';
    if (tag === 'R' || tag === 'Q' || tag === 'P' || tag === 'O' || tag === 'S') {
      this.next();
      if (this.peek() === 'L') this.argument();
      const inner = this.type();
      return tag === 'S' ? `[${inner}]` : `${POINTERS[tag] ?? ''}${inner}`;
    }
    if (tag === 'B') {
      this.next();
      return this.again(() => this.type());
    }
    return this.path();
  }

  private identifier(): string {
    this.disambiguator();
    if (this.peek() === 'u') this.next();
    const digits = /^\d{1,4}/.exec(this.text.slice(this.at))?.[0];
    if (digits === undefined) throw new Unreadable();
    this.at += digits.length;
    if (this.peek() === '_') this.next();
    const name = this.text.slice(this.at, this.at + Number(digits));
    if (name.length !== Number(digits)) throw new Unreadable();
    this.at += name.length;
    return name;
  }

  private disambiguator(): void {
    if (this.peek() !== 's') return;
    this.next();
    this.number62();
  }

  /** `_` is 0, `0_` is 1: digits, small and capital letters to the base of 62. */
  private number62(): number {
    const digits = /^([0-9a-zA-Z]{0,16})_/.exec(this.text.slice(this.at))?.[1];
    if (digits === undefined) throw new Unreadable();
    this.at += digits.length + 1;
    return digits === ''
      ? 0
      : 1 + Array.from(digits).reduce((sum, digit) => sum * 62 + DIGITS.indexOf(digit), 0);
  }

  /** Reads what stands earlier in the name once more. */
  private again<T>(read: () => T): T {
    const from = this.at - 1;
    const target = this.number62();
    if (target >= from) throw new Unreadable();
    const behind = this.at;
    this.at = target;
    const readable = read();
    this.at = behind;
    return readable;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private next(): string {
    const char = this.text[this.at++];
    if (char === undefined) throw new Unreadable();
    return char;
  }
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const POINTERS: Readonly<Record<string, string>> = { R: '&', Q: '&mut ', P: '*const ', O: '*mut ' };
const BASIC: Readonly<Record<string, string>> = {
  a: 'i8',
  b: 'bool',
  c: 'char',
  d: 'f64',
  e: 'str',
  f: 'f32',
  h: 'u8',
  i: 'isize',
  j: 'usize',
  l: 'i32',
  m: 'u32',
  n: 'i128',
  o: 'u128',
  s: 'i16',
  t: 'u16',
  u: '()',
  x: 'i64',
  y: 'u64',
  z: '!',
};
