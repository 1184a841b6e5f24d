import { canonicalName, formOf } from '../../../config/options/table';

/** One that goes on for longer, in characters, is something else. */
const LONGEST = 100;

/** What documents have for the reader to fill in, wherever it stands; no shell has another use for it. */
const ANYWHERE: readonly RegExp[] = [
  // `<kernel image>`: in "<in >out" a blank, in "</dev/null" a slash tells that files are meant.
  /^<\w(?:[^<>|&;"'`$\\\n]*[^\s<>|&;"'`$\\])?>/,
  /^\{\{\s*[A-Za-z_][\w. -]*\}\}/,
  // No list of a shell's, `{a,b}` or `{1..3}`, and no group of commands.
  /^\{[A-Za-z_](?:[\w -]*\w)?\}/,
];
/** Words of their own. A shell's test has a blank behind its bracket. */
const WORDS: readonly RegExp[] = [/^(?:\.{3}|…)(?=\s|$)/, /^\[[^\s[\]](?:[^[\]]|\[[^[\]]*\])*\](?=\s|$)/];
/** `-smp 4[,sockets=1]` and `[size=]512`; other brackets in a word are a shell's pattern. */
const PARTS = /^\[(?:[,=][^\s[\]]*|[^\s[\]]*[,=])\]/;

/** Where in a line something is looked for. */
export interface Position {
  readonly quoted: boolean;
  /** The words of the command so far, and of its last word whether it has begun. */
  readonly isFirst: boolean;
  readonly inWord: boolean;
}

/** The placeholder that a text begins with, as it is written. */
export function placeholderAt(line: string, at: number, position: Position): string | undefined {
  // Most characters begin none.
  if (!'<{[.…'.includes(line[at] ?? ' ')) return undefined;
  const text = line.slice(at, at + LONGEST);
  return formsAt(position)
    .map((form) => form.exec(text)?.[0])
    .find((found) => found !== undefined);
}

function formsAt({ quoted, isFirst, inWord }: Position): readonly RegExp[] {
  if (quoted) return ANYWHERE;
  if (inWord) return [...ANYWHERE, PARTS];
  return isFirst ? ANYWHERE : [...ANYWHERE, ...WORDS, PARTS];
}

/** Whether what follows a word is the value of an option, and one word, whatever is in it. */
export function takesValue(word: string): boolean {
  const name = /^--?([A-Za-z].*)$/s.exec(word)?.[1];
  return name !== undefined && formOf(canonicalName(name))?.kind !== 'flag';
}

/** How a person is asked for a value. */
export type Placeholder = 'optional' | 'more' | 'value';

/** @returns undefined for the name of a variable. */
export function placeholderKind(name: string): Placeholder | undefined {
  if (name.startsWith('[')) return 'optional';
  if (name === '...' || name === '…') return 'more';
  return /^[<{~]/.test(name) ? 'value' : undefined;
}
