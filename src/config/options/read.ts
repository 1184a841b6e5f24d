import { canonicalName, formOf, type ValueForm } from './table';

/** One option of a command line, with its value. */
export interface QemuOption {
  /** Without dashes, and `machine` for `-M`. Empty for a word that is no option: QEMU takes it for a disk. */
  readonly name: string;
  /** As it is written: `-M`, `--device`. */
  readonly spelling: string;
  /** Absent for an option that takes none, and when the line ends before it. */
  readonly value?: string;
  /** How the value is built; absent for an option that is not known here. */
  readonly form?: ValueForm;
  /** Index of the option, and with it of its first word, among the words. */
  readonly at: number;
}

/** Reads QEMU's arguments, without the program. Takes any words; never throws. */
export function readOptions(words: readonly string[]): QemuOption[] {
  const options: QemuOption[] = [];
  for (let at = 0; at < words.length;) {
    const option = readOption(words, at);
    options.push(option);
    at += wordsOf(option).length;
  }
  return options;
}

/** The words that an option was read from; `writeOptions(readOptions(words))` gives the same words. */
export function writeOptions(options: readonly QemuOption[]): string[] {
  return options.flatMap(wordsOf);
}

function wordsOf({ name, spelling, value }: QemuOption): string[] {
  return name === '' || value === undefined ? [spelling] : [spelling, value];
}

function readOption(words: readonly string[], at: number): QemuOption {
  const spelling = words[at] ?? '';
  const bare = /^--?(.+)$/s.exec(spelling)?.[1];
  if (bare === undefined) return { name: '', spelling, value: spelling, at };
  const name = canonicalName(bare);
  const form = formOf(name);
  const next = words[at + 1];
  const takesNext = form === undefined ? next !== undefined && !next.startsWith('-') : form.kind !== 'flag';
  return {
    name,
    spelling,
    ...(takesNext && next !== undefined && { value: next }),
    ...(form !== undefined && { form }),
    at,
  };
}
