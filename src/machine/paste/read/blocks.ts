import { shellTokens, type Word } from './shellWords';

/** Make's conditionals: what is between them holds only if the test does. */
export type Conditional =
  | { readonly kind: 'else' | 'endif' }
  | { readonly kind: 'if'; readonly negated: boolean; readonly test: 'defined'; readonly name: string }
  | {
      readonly kind: 'if';
      readonly negated: boolean;
      readonly test: 'equal';
      readonly sides: readonly (readonly Word[])[];
    };

const DEFINED = /^if(n?)def\s+(\S+)/;
const EQUAL = /^if(n?)eq\s*(?:\((.*)\)|(['"])(.*)\3\s+(['"])(.*)\5)\s*$/;
const OPENS = /^(?:if|case)\b/;
const CLOSES = /(?:^|;\s*)(?:fi|esac)\b/;

/** Knows the conditionals of Makefiles, and the branches of a shell's `if` and `case`. */
export class BlockReader {
  private depth = 0;

  /** Whether it is unknown if the shell comes here. */
  get inBranch(): boolean {
    return this.depth > 0;
  }

  /** Follows a line that is no definition. */
  shell(line: string): void {
    if (OPENS.test(line)) this.depth++;
    if (CLOSES.test(line) && this.depth > 0) this.depth--;
  }

  /** @returns Make's conditional, if the line is one. `else ifeq` counts as `else`. */
  conditional(line: string): Conditional | undefined {
    // A shell's `else` says nothing about Make's variables.
    if (this.inBranch) return undefined;
    if (/^endif\b/.test(line)) return { kind: 'endif' };
    if (/^else(?:\s+if.*)?$/.test(line)) return { kind: 'else' };
    const [, not, name] = DEFINED.exec(line) ?? [];
    if (name !== undefined) return { kind: 'if', negated: not === 'n', test: 'defined', name };
    const equal = EQUAL.exec(line);
    if (!equal) return undefined;
    const [left, right] = equal[2] === undefined ? [equal[4] ?? '', equal[6] ?? ''] : atComma(equal[2]);
    return { kind: 'if', negated: equal[1] === 'n', test: 'equal', sides: [side(left), side(right)] };
  }
}

/** `ifeq ($(A),b)`: at the comma that is in no parentheses. */
function atComma(text: string): [string, string] {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '(') open++;
    else if (char === ')') open--;
    else if (char === ',' && open === 0) return [text.slice(0, at), text.slice(at + 1)];
  }
  return [text, ''];
}

function side(text: string): Word[] {
  return shellTokens(text.trim()).flatMap((token) => (token.kind === 'word' ? [token.word] : []));
}
