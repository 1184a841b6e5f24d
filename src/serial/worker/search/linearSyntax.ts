const ANY = '[\\x{0}-\\x{10FFFF}]';
const ANY_BUT_LINE_ENDS = '[^\\n\\r\\x{2028}\\x{2029}]';
/** What `\s` is in JavaScript; RE2 knows ASCII only. */
const SPACES =
  '\\t\\n\\x0B\\f\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}';
const SAME_IN_BOTH = new Set(['d', 'D', 'w', 'W', 't', 'n', 'r', 'f']);
const GROUP = /^\((?:\?:|\?<([A-Za-z_]\w*)>|(?!\?))/;
const REPETITION = /^\{\d+(?:,\d*)?\}/;

/** The expression cannot be written in RE2's syntax with the same meaning. */
class NotLinear extends Error {}

/**
 * Translates JavaScript's syntax into RE2's, for what means the same in both.
 * One difference is accepted: of a group inside a repetition, RE2 keeps the last match, JavaScript that of the last
 * round.
 * @returns undefined for look-around, back-references and whatever else RE2 does not have, or treats differently.
 */
export function linearSyntax({ source, flags }: RegExp): string | undefined {
  if (/[uv]/.test(flags)) return undefined;
  try {
    const kept = flags.replace(/[^im]/g, '');
    return `${kept === '' ? '' : `(?${kept})`}${new Translation(source, flags.includes('s')).run()}`;
  } catch (error) {
    if (error instanceof NotLinear) return undefined;
    throw error;
  }
}

class Translation {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly dotAll: boolean,
  ) {}

  run(): string {
    let out = '';
    while (this.at < this.source.length) out += this.next();
    return out;
  }

  private next(): string {
    const rest = this.source.slice(this.at, this.at + 64);
    const character = rest[0] ?? '';
    switch (character) {
      case '\\':
        return this.escape();
      case '[':
        return this.characterClass();
      case '(':
        return this.group(rest);
      case '{': {
        const [repetition] = REPETITION.exec(rest) ?? [];
        this.at += repetition?.length ?? 1;
        return repetition ?? literal(0x7b);
      }
      case '.':
        this.at++;
        return this.dotAll ? ANY : ANY_BUT_LINE_ENDS;
      case ')':
      case '|':
      case '*':
      case '+':
      case '?':
      case '^':
      case '$':
        this.at++;
        return character;
      default:
        return literal(this.codePoint());
    }
  }

  private group(rest: string): string {
    const found = GROUP.exec(rest);
    if (!found) throw new NotLinear();
    this.at += found[0].length;
    return found[1] === undefined ? found[0] : `(?P<${found[1]}>`;
  }

  private escape(): string {
    const name = this.source[this.at + 1] ?? '';
    if (SAME_IN_BOTH.has(name) || name === 'b' || name === 'B') {
      this.at += 2;
      return `\\${name}`;
    }
    if (name === 's' || name === 'S') {
      this.at += 2;
      return name === 's' ? `[${SPACES}]` : `[^${SPACES}]`;
    }
    return literal(this.escapedCode());
  }

  /** The character that an escape stands for. */
  private escapedCode(): number {
    const rest = this.source.slice(this.at, this.at + 8);
    const [all, hex2, hex4, control] =
      /^\\(?:x([\da-f]{2})|u([\da-f]{4})|c([a-z])|0(?!\d)|v)/i.exec(rest) ?? [];
    if (all !== undefined) {
      this.at += all.length;
      if (control !== undefined) return control.charCodeAt(0) % 32;
      if (hex2 === undefined && hex4 === undefined) return all === '\\v' ? 0x0b : 0;
      return whole(parseInt(hex2 ?? hex4 ?? '', 16));
    }
    // A digit or \k may refer back; other letters mean themselves, and are rare enough.
    if (/^\\[\dA-Za-z]/.test(rest) || rest === '\\') throw new NotLinear();
    this.at++;
    return this.codePoint();
  }

  private characterClass(): string {
    this.at++;
    const negated = this.source[this.at] === '^';
    if (negated) this.at++;
    let members = '';
    while (this.source[this.at] !== ']') {
      if (this.at >= this.source.length) throw new NotLinear();
      members += this.member();
    }
    this.at++;
    if (members !== '') return `[${negated ? '^' : ''}${members}]`;
    if (negated) return ANY;
    throw new NotLinear();
  }

  private member(): string {
    const set = this.setInClass();
    if (set !== undefined) return set;
    const first = this.codeInClass();
    const [dash, after] = [this.source[this.at], this.source[this.at + 1]];
    if (dash !== '-' || after === ']' || after === undefined) return literal(first);
    this.at++;
    // `[a-\d]`: three members, says Annex B.
    if (/^\\[dDwWsS]/.test(this.source.slice(this.at))) return literal(first) + literal(0x2d);
    return `${literal(first)}-${literal(this.codeInClass())}`;
  }

  private setInClass(): string | undefined {
    const [, name] = /^\\([dDwWsS])/.exec(this.source.slice(this.at, this.at + 2)) ?? [];
    if (name === undefined) return undefined;
    if (name === 'S') throw new NotLinear();
    this.at += 2;
    return name === 's' ? SPACES : `\\${name}`;
  }

  private codeInClass(): number {
    if (this.source[this.at] !== '\\') return this.codePoint();
    const simple = { t: 9, n: 10, f: 12, r: 13, b: 8, '-': 0x2d } as const;
    const name = this.source[this.at + 1] ?? '';
    if (!Object.hasOwn(simple, name)) return this.escapedCode();
    this.at += 2;
    return simple[name as keyof typeof simple];
  }

  private codePoint(): number {
    const code = this.source.codePointAt(this.at) ?? 0;
    // Without the `u` flag JavaScript takes the halves of it apart.
    if (code > 0xffff) throw new NotLinear();
    this.at++;
    return whole(code);
  }
}

/** RE2 has characters, not halves of them. */
function whole(code: number): number {
  if (code >= 0xd800 && code < 0xe000) throw new NotLinear();
  return code;
}

function literal(code: number): string {
  const character = String.fromCharCode(code);
  return /\w/.test(character) ? character : `\\x{${code.toString(16)}}`;
}
