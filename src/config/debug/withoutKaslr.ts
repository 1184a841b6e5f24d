import { readOptions } from '../options/read';

/** The kernel's own word for staying where it was linked to. */
const WORD = 'nokaslr';

/** A field of a launch configuration, and what it has to be. */
export type FieldChange =
  | { readonly field: 'append'; readonly value: string }
  | { readonly field: 'args'; readonly value: readonly string[] };

/**
 * What makes a kernel stay where it was linked to: one more word on its command line, wherever that is written.
 * @param written A launch configuration, right or wrong.
 * @param append The kernel's command line as the machine had it, also where the settings' defaults say it.
 * @returns undefined where the word is there already.
 */
export function withoutKaslr(
  written: Readonly<Record<string, unknown>>,
  append: string | undefined,
): FieldChange | undefined {
  const { args } = written;
  const words = Array.isArray(args) ? args.map(String) : [];
  const last = readOptions(words).findLast(({ name, value }) => name === 'append' && value !== undefined);
  const own = typeof written['append'] === 'string' ? written['append'] : append;
  const line = last?.value ?? own ?? '';
  if (line.split(/\s+/).includes(WORD)) return undefined;
  // What is behind "--" is for the first process.
  const value = line
    .replace(
      /^(.*?)(\s+--(?:\s.*)?)?$/s,
      (_, kernel: string, init = '') => `${kernel} ${WORD}${String(init)}`,
    )
    .trim();
  if (!last) return { field: 'append', value };
  return { field: 'args', value: words.map((word, index) => (index === last.at + 1 ? value : word)) };
}
