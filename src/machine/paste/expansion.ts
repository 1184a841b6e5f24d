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

/**
 * Puts values in place of variables, as a shell does: those that the text defines, then those that are given. An unquoted
 * value is split into words, and one that is empty leaves no word behind.
 */
export class Expansion {
  private readonly asked = new Map<string, AskedVariable>();
  private readonly defined = new Map<string, readonly Word[]>();
  /** Definitions that are being filled in: one that needs itself has no value. */
  private readonly open = new Set<string>();
  private left = MOST_WORDS;

  /** @param values What a person has answered. */
  constructor(
    definitions: readonly Definition[],
    private readonly values: ReadonlyMap<string, string> = new Map(),
  ) {
    for (const { name, how, words } of definitions) {
      const before = this.defined.get(name);
      if (how === '?=' && before) continue;
      this.defined.set(name, how === '+=' && before ? [...before, ...words] : words);
    }
  }

  /** Those that had no value, in the order in which they were met. */
  get unknown(): readonly AskedVariable[] {
    return [...this.asked.values()];
  }

  expand(words: readonly Word[]): string[] {
    this.left = MOST_WORDS;
    return words.flatMap((word) => this.expandWord(word));
  }

  private expandWord(word: Word): string[] {
    if (this.left-- <= 0) return [];
    const found: string[] = [];
    let current: string | undefined;
    for (const piece of word) {
      if (piece.kind === 'text') current = (current ?? '') + piece.text;
      else {
        const [first, ...rest] = this.valueOf(piece.name, piece.fallback);
        if (first === undefined) continue;
        if (piece.quoted) current = (current ?? '') + [first, ...rest].join(' ');
        else {
          if (rest.length > 0) found.push((current ?? '') + first);
          current = rest.length > 0 ? rest.pop() : (current ?? '') + first;
          found.push(...rest);
        }
      }
    }
    if (current !== undefined) found.push(current);
    return found;
  }

  private valueOf(name: string, fallback: string | undefined): string[] {
    const defined = this.defined.get(name);
    if (defined && !this.open.has(name)) {
      this.open.add(name);
      const words = defined.flatMap((word) => this.expandWord(word));
      this.open.delete(name);
      return words;
    }
    const value = this.values.get(name);
    if (value !== undefined) return value.split(/\s+/).filter(Boolean);
    this.asked.set(name, { name, fallback });
    return fallback === undefined ? [`\${${name}}`] : fallback.split(/\s+/).filter(Boolean);
  }
}
