import { readAnsiQuote } from './ansiQuote';
import { placeholderAt, placeholderKind, takesValue } from './placeholders';

/**
 * Words of a command line as people paste it: from a shell script, a Makefile or a web page. Not a shell: nothing is run,
 * and what would have to be run (`$(…)`) or filled in (`<kernel>`) becomes a variable that a person is asked for.
 */

/** A piece of a word: text as it is, or something to be asked for. */
type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly fallback?: string;
      readonly quoted: boolean;
      /** Written as only Make writes it, `$(NAME)`. */
      readonly make?: true;
    };

export type Word = readonly Piece[];

/** What ends a command: `;`, `&&`, a pipe; or sends its output elsewhere. */
export type Token =
  { readonly kind: 'word'; readonly word: Word } | { readonly kind: 'operator'; readonly text: string };

/** Characters that a shell takes for itself, longest first. */
const OPERATORS = [
  '&>>',
  '2>&1',
  '1>&2',
  '&&',
  '||',
  '>>',
  '<<<',
  '<<',
  '&>',
  '>&',
  '2>',
  '1>',
  ';',
  '|',
  '&',
  '>',
  '<',
  '(',
  ')',
];
/** How far the end of a `${…}` is looked for, in characters: one that is never closed must not cost more. */
const LONGEST_COMPUTED = 200;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*/;

/** Splits one line, whose continuations have been joined. Never throws: an open quote ends with the line. */
export function shellTokens(line: string): Token[] {
  return new Reader(line).tokens();
}

/** A word with its variables as they are written, and without what its quotes have kept together. */
export function writtenWord(word: Word): string {
  return word.map((piece) => (piece.kind === 'text' ? piece.text : writtenVariable(piece))).join('');
}

function writtenVariable({ name, fallback, make }: Extract<Piece, { kind: 'variable' }>): string {
  if (make) return `$(${name})`;
  if (placeholderKind(name)) return name;
  if (fallback !== undefined) return `\${${name}:-${fallback}}`;
  return name.startsWith('$') ? name : `\${${name}}`;
}

class Reader {
  private at = 0;
  private readonly found: Token[] = [];
  private word: Piece[] | undefined;

  constructor(private readonly line: string) {}

  tokens(): Token[] {
    while (this.at < this.line.length) this.step();
    this.endWord();
    return this.found;
  }

  private step(): void {
    const char = this.line[this.at] ?? '';
    if (this.placeholder(false)) return;
    const operator = this.operatorHere();
    if (/\s/.test(char)) this.skip();
    else if (char === '#' && !this.word) this.at = this.line.length;
    else if (operator !== undefined) {
      this.endWord();
      this.at += operator.length;
      this.found.push({ kind: 'operator', text: operator });
    } else if (char === "'") this.single();
    else if (char === '"') this.double();
    else if (char === '\\') this.escape();
    else if (/^\$['"]/.test(this.line.slice(this.at, this.at + 2))) this.dollarQuote();
    else if (char === '$' || char === '`') this.dollar(false);
    else if (char === '~') this.home();
    else {
      this.at++;
      this.add(char, false);
    }
  }

  private skip(): void {
    this.endWord();
    this.at++;
  }

  /** One that begins with a digit is an operator only where a word could begin. */
  private operatorHere(): string | undefined {
    const found = OPERATORS.find((operator) => this.line.startsWith(operator, this.at));
    return found !== undefined && /^\d/.test(found) && this.word ? undefined : found;
  }

  private single(): void {
    const found = this.line.indexOf("'", this.at + 1);
    const end = found < 0 ? this.line.length : found;
    this.at++;
    if (this.at === end) this.add('', true);
    while (this.at < end) {
      if (this.line[this.at - 1] !== '$' && this.placeholder(true)) continue;
      this.add(this.line[this.at] ?? '', true);
      this.at++;
    }
    this.at = end + 1;
  }

  /** @returns whether something to be filled in stood here. One that is a value, or part of a word, stays one word. */
  private placeholder(quoted: boolean): boolean {
    const before = this.found.at(-1);
    const isFirst = before?.kind !== 'word';
    const inWord = this.word !== undefined;
    const found = placeholderAt(this.line, this.at, { quoted, isFirst, inWord });
    if (found === undefined) return false;
    const isPart = inWord || !/^(?:\s|$)/.test(this.line.slice(this.at + found.length));
    const isValue = !isFirst && takesValue(writtenWord(before.word));
    this.variable(found, undefined, quoted || isPart || isValue, found.length);
    return true;
  }

  /** `~name` at the beginning of a word is the home directory of somebody else, whom nobody here knows. */
  private home(): void {
    const found = this.word ? undefined : /^~[a-z_][\w-]*(?=[/\s]|$)/.exec(this.line.slice(this.at))?.[0];
    if (found !== undefined) this.variable(found, undefined, true, found.length);
    else {
      this.add('~', false);
      this.at++;
    }
  }

  private double(): void {
    this.at++;
    const before = this.word?.length ?? 0;
    for (;;) {
      const char = this.line[this.at];
      if (char === undefined) return;
      if (char === '"') break;
      const next = this.line[this.at + 1] ?? '';
      if (char === '\\' && '$`"\\'.includes(next)) {
        this.add(next, true);
        this.at += 2;
      } else if (char === '$' || char === '`') this.dollar(true);
      else if (!this.placeholder(true)) {
        this.add(char, true);
        this.at++;
      }
    }
    // Two quotes are an empty word; a variable between them may be none.
    if ((this.word?.length ?? 0) === before) this.add('', true);
    this.at++;
  }

  /** `$'…'`, in which a backslash means what it means in C, and `$"…"`, which is `"…"` in the language of the user. */
  private dollarQuote(): void {
    this.at++;
    if (this.line[this.at] === '"') {
      this.double();
      return;
    }
    const { text, length } = readAnsiQuote(this.line.slice(this.at));
    this.add(text, true);
    this.at += length;
  }

  private escape(): void {
    // A path of Windows, which no shell of Unix would have left whole.
    if (this.isWindowsPath()) {
      this.add('\\', false);
      this.at++;
      return;
    }
    this.add(this.line[this.at + 1] ?? '', true);
    this.at += 2;
  }

  private isWindowsPath(): boolean {
    const [first] = this.word ?? [];
    const next = this.line[this.at + 1] ?? '';
    return first?.kind === 'text' && /^[A-Za-z]:(?:\\|$)/.test(first.text) && /\w/.test(next);
  }

  /** `$NAME`, `${NAME}`, `${NAME:-default}`, Make's `$(NAME)`, `$<` and `$$`, and commands whose output is asked for. */
  private dollar(quoted: boolean): void {
    const rest = this.line.slice(this.at);
    const braced = /^\$\{([A-Za-z_][A-Za-z0-9_]*|\d+|[@*])(\[[@*]\])?(?::?[-=]([^}]*))?\}/.exec(rest);
    const plain = /^\$(\$?[A-Za-z_][A-Za-z0-9_]*|[0-9@*<^+])/.exec(rest);
    // What a shell computes from a variable, `${DEBUG:+-s -S}` or `${IMAGE%.gz}`, is known by its text.
    const computed = rest.startsWith('${') ? closing(rest.slice(0, LONGEST_COMPUTED), 2, '{}') : -1;
    if (rest.startsWith('$(') || rest.startsWith('`')) this.command(quoted);
    // All of an array stays several words, also between quotes.
    else if (braced)
      this.variable(braced[1] ?? '', braced[3], quoted && braced[2] !== '[@]', braced[0].length);
    else if (plain) this.variable((plain[1] ?? '').replace(/^\$/, ''), undefined, quoted, plain[0].length);
    else if (computed > 0) this.variable(rest.slice(0, computed + 1), undefined, quoted, computed + 1);
    else {
      this.add('$', quoted);
      this.at += rest.startsWith('$$') ? 2 : 1;
    }
  }

  /** `$(NAME)` is a variable of Make; anything longer is a command, which is known by its text. */
  private command(quoted: boolean): void {
    const backtick = this.line[this.at] === '`';
    const begin = this.at + (backtick ? 1 : 2);
    const end = backtick ? this.line.indexOf('`', begin) : closing(this.line, begin);
    const text = this.line.slice(begin, end < 0 ? undefined : end).trim();
    const name = NAME.exec(text)?.[0] === text || /^[@<^*+]$/.test(text) ? text : `$(${text})`;
    const length = (end < 0 ? this.line.length : end + 1) - this.at;
    this.variable(name, undefined, quoted, length, !backtick && name === text);
  }

  private variable(
    name: string,
    fallback: string | undefined,
    quoted: boolean,
    length: number,
    make = false,
  ): void {
    this.word ??= [];
    this.word.push({
      kind: 'variable',
      name,
      // All arguments of a script stay several words, also between quotes.
      quoted: quoted && name !== '@',
      ...(fallback !== undefined && { fallback }),
      ...(make && { make: true as const }),
    });
    this.at += length;
  }

  private add(text: string, quoted: boolean): void {
    this.word ??= [];
    const last = this.word.at(-1);
    if (last?.kind === 'text' && last.quoted === quoted)
      this.word[this.word.length - 1] = { kind: 'text', text: last.text + text, quoted };
    else this.word.push({ kind: 'text', text, quoted });
  }

  private endWord(): void {
    if (this.word) this.found.push({ kind: 'word', word: this.word });
    this.word = undefined;
  }
}

/** Where the parenthesis or brace that opened before `from` is closed; -1 when it is not. */
function closing(line: string, from: number, [opens, closes] = '()'): number {
  let open = 1;
  for (let at = from; at < line.length; at++) {
    if (line[at] === opens) open++;
    else if (line[at] === closes && --open === 0) return at;
  }
  return -1;
}
