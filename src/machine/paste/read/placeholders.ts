import { canonicalName, formOf } from '../../../config/options/table';

/** One that goes on for longer, in characters, is something else. */
const LONGEST = 100;

/** What documents have for the reader to fill in, wherever it stands; no shell has another use for it. */
const ANYWHERE: readonly RegExp[] = [
  /^<(?:\.{3}|…)>/,
  // `<kernel image>`: in "<in >out" a blank, in "</dev/null" a slash tells that files are meant.
  /^<\w(?:[^<>|&;"'`$\\\n]*[^\s<>|&;"'`$\\])?>/,
  /^\{\{\s*[A-Za-z_][\w. -]*\}\}/,
  // No list of a shell's, `{a,b}` or `{1..3}`, and no group of commands.
  /^\{[A-Za-z_](?:[\w -]*\w)?\}/,
];
/** A word of its own. A shell's test has a blank behind its bracket. */
const OPTIONAL = /^\[[^\s[\]](?:[^[\]]|\[[^[\]]*\])*\](?=\s|$)/;
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
  if (/^[.…]/.test(text))
    return position.isFirst && !position.inWord ? undefined : ellipsisIn(text, line[at - 1]);
  return formsAt(position)
    .map((form) => form.exec(text)?.[0])
    .find((found) => found !== undefined);
}

/** All of a word or of a value, `file=...,if=virtio`; elsewhere the dots belong to a name. */
function ellipsisIn(text: string, before = ' '): string | undefined {
  return /[\s=,:"']/.test(before) ? /^(?:\.{3}|…)(?=[\s,"']|$)/.exec(text)?.[0] : undefined;
}

function formsAt({ quoted, isFirst, inWord }: Position): readonly RegExp[] {
  if (quoted) return ANYWHERE;
  if (inWord) return [...ANYWHERE, PARTS];
  return isFirst ? ANYWHERE : [...ANYWHERE, OPTIONAL, PARTS];
}

/** Whether what follows a word is the value of an option, and one word, whatever is in it. */
export function takesValue(word: string): boolean {
  const name = /^--?([A-Za-z].*)$/s.exec(word)?.[1];
  return name !== undefined && formOf(canonicalName(name))?.kind !== 'flag';
}

/** How a person is asked for a value. */
export type Placeholder = 'optional' | 'value';

/** @returns undefined for the name of a variable. */
export function placeholderKind(name: string): Placeholder | undefined {
  if (name.startsWith('[')) return 'optional';
  return /^[<{~.…]/.test(name) ? 'value' : undefined;
}
