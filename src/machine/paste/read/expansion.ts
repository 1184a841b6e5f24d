import type { Conditional } from './blocks';
import type { Definition } from './pastedText';
import type { Word } from './shellWords';

/** A variable whose value nobody knows but the person. */
export interface AskedVariable {
  readonly name: string;
  /** What the text itself falls back to: `${CPUS:-4}`. */
  readonly fallback: string | undefined;
}

/** Words that a command line may grow to; definitions that pile up end here. */
const MOST_WORDS = 10_000;

/** Where the paste is run: in the folder, as far as anybody knows. Both are variables of the editor's. */
const KNOWN: Readonly<Record<string, string>> = {
  PWD: '${workspaceFolder}',
  CURDIR: '${workspaceFolder}',
  pwd: '${workspaceFolder}',
  '$(shell pwd)': '${workspaceFolder}',
  HOME: '${userHome}',
};

/** What a recipe's automatic variables stand for. */
export type Automatic = ReadonlyMap<string, readonly Word[]>;

/**
 * Puts values in place of variables, as a shell does: those that the text defines, then those that are given. An unquoted
 * value is split into words, and one that is empty leaves no word behind.
 */
export class Expansion {
  private readonly asked = new Map<string, AskedVariable>();
  /** Definitions that are being filled in: one that needs itself has no value. */
  private readonly open = new Set<string>();
  private left = MOST_WORDS;

  private constructor(
    private readonly values: ReadonlyMap<string, string>,
    private readonly defined: Map<string, readonly Word[]>,
    /** Variables of a shell, whose values are split again. */
    private readonly split: Set<string>,
    private readonly automatic: Automatic,
  ) {}

  /** @param values What a person has answered. */
  static of(
    definitions: readonly (Definition | Conditional)[],
    values: ReadonlyMap<string, string> = new Map(),
  ): Expansion {
    const made = new Expansion(values, new Map(), new Set(), new Map());
    const branches: boolean[] = [];
    for (const one of definitions) {
      if (one.kind === 'definition') {
        if (branches.every(Boolean)) made.define(one);
      } else if (one.kind === 'if') branches.push(made.holds(one));
      else if (one.kind === 'endif') branches.pop();
      else if (branches.length > 0) branches.push(!branches.pop());
    }
    return made;
  }

  /** The same definitions for one command, which has asked for nothing yet. */
  within(automatic: Automatic): Expansion {
    return new Expansion(this.values, this.defined, this.split, automatic);
  }

  /** Those that had no value, in the order in which they were met. */
  get unknown(): readonly AskedVariable[] {
    return [...this.asked.values()];
  }

  expand(words: readonly Word[]): string[] {
    this.left = MOST_WORDS;
    return words.flatMap((word) => this.expandWord(word));
  }

  private define({ name, how, words, splits }: Definition): void {
    if (splits) this.split.add(name);
    const before = this.defined.get(name);
    if (how === '?=' && before) return;
    this.defined.set(name, how === '+=' && before ? [...before, ...words] : extended(name, words, before));
  }

  /** As Make sees it, to which a variable that nobody has defined is empty. */
  private holds(test: Conditional & { kind: 'if' }): boolean {
    if (test.test === 'defined')
      return (this.defined.has(test.name) || this.values.has(test.name)) !== test.negated;
    const [left, right] = test.sides.map((side) => this.valueInMake(side));
    return (left === right) !== test.negated;
  }

  private valueInMake(words: readonly Word[]): string {
    this.asked.clear();
    const text = this.expand(words).join(' ');
    return [...this.asked.keys()].reduce((so, name) => so.replaceAll(`\${${name}}`, ''), text).trim();
  }

  private expandWord(word: Word): string[] {
    if (this.left-- <= 0) return [];
    const found: string[] = [];
    let current: string | undefined;
    for (const [index, piece] of word.entries()) {
      if (piece.kind === 'text') {
        const text =
          index === 0 && !piece.quoted ? piece.text.replace(/^~(?=\/|$)/, '${userHome}') : piece.text;
        current = (current ?? '') + text;
        continue;
      }
      const [first, ...rest] = this.wordsOf(piece);
      if (piece.quoted) current = (current ?? '') + [first ?? '', ...rest].join(' ');
      else if (first !== undefined) {
        if (rest.length > 0) found.push((current ?? '') + first);
        current = rest.length > 0 ? rest.pop() : (current ?? '') + first;
        found.push(...rest);
      }
    }
    if (current !== undefined) found.push(current);
    return found;
  }

  private wordsOf({ name, fallback, quoted, make }: Variable): string[] {
    const words = this.valueOf(name, fallback);
    return quoted || make === true || !this.split.has(name) ? words : words.flatMap(atBlanks);
  }

  private valueOf(name: string, fallback: string | undefined): string[] {
    const defined = this.automatic.get(name) ?? this.defined.get(name);
    if (defined && !this.open.has(name)) {
      this.open.add(name);
      const words = defined.flatMap((word) => this.expandWord(word));
      this.open.delete(name);
      return words;
    }
    const value = this.values.get(name) ?? (Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined);
    if (value !== undefined) return atBlanks(value);
    this.asked.set(name, { name, fallback });
    return fallback === undefined ? [`\${${name}}`] : atBlanks(fallback);
  }
}

type Variable = Extract<Word[number], { kind: 'variable' }>;

const atBlanks = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** `ARGS="$ARGS -s"`: the value so far is put in at once, since a shell does so. */
function extended(
  name: string,
  words: readonly Word[],
  before: readonly Word[] | undefined,
): readonly Word[] {
  if (!before) return words;
  return words.flatMap((word): readonly Word[] => {
    const at = word.findIndex((piece) => piece.kind === 'variable' && piece.name === name);
    if (at < 0) return [word];
    const parts = [word.slice(0, at), ...before, word.slice(at + 1)].filter((part) => part.length > 0);
    return parts.length > MOST_WORDS ? [word] : parts;
  });
}
