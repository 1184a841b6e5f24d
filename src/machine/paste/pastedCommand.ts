import { Expansion, type AskedVariable } from './expansion';
import { readPastedText, type PastedText } from './pastedText';
import type { Token, Word } from './shellWords';

/** One QEMU command line of a paste, with its variables filled in. */
interface PastedCommand {
  /** The program as it was written; empty where only options were pasted. */
  readonly program: string;
  readonly args: readonly string[];
  /** What stood before the program: `sudo`, `timeout 60`, `exec`. */
  readonly wrapper: readonly string[];
  /** `NAME=value` before the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** What its output was sent to or piped into, as it was written: it does not happen here. */
  readonly dropped: readonly string[];
}

export interface Pasted {
  /** In the order of the text; empty when there is no QEMU in it. */
  readonly commands: readonly PastedCommand[];
  /** Variables that need a value: ask, and read the text again with the answers. */
  readonly unknown: readonly AskedVariable[];
}

const QEMU = /^(?:qemu-system-[\w.-]+?|qemu-kvm)(?:\.exe)?$/i;
/** Names of old that are words of other commands, too, unless an option follows. */
const MAYBE_QEMU = /^(?:qemu|kvm)$/;
/** Variables that build files keep QEMU in. */
const QEMU_VARIABLE = /QEMU(?!_?(?:OPTS|ARGS|FLAGS|EXTRA|OPTIONS|PARAMS))/i;
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
const REDIRECTIONS = new Set(['>', '>>', '<', '2>', '1>', '&>', '&>>', '<<', '<<<']);
/** They join or duplicate streams and take no word. */
const JOINS = new Set(['2>&1', '1>&2', '>&']);

/**
 * Finds the QEMU command lines in what a person pasted: a shell line, a recipe with its variables, a script, or options
 * alone. Pure; never throws.
 * @param values Values for variables, from a person.
 */
export function readPastedCommands(text: string, values: ReadonlyMap<string, string> = new Map()): Pasted {
  const pasted = readPastedText(text);
  const found = new Expansion(pasted.definitions, values);
  const commands = pasted.statements
    .flatMap(({ tokens }) => simpleCommands(tokens))
    .flatMap((command) => qemuIn(command, pasted, values, found) ?? []);
  return { commands, unknown: found.unknown };
}

interface SimpleCommand {
  readonly words: readonly Word[];
  readonly dropped: readonly string[];
}

/** What a shell runs one after the other, or one into the other. */
function simpleCommands(tokens: readonly Token[]): SimpleCommand[] {
  const commands: { words: Word[]; dropped: string[] }[] = [{ words: [], dropped: [] }];
  let redirection: string | undefined;
  for (const token of tokens) {
    const current = commands.at(-1);
    if (!current) break;
    if (token.kind === 'operator') {
      if (JOINS.has(token.text)) current.dropped.push(token.text);
      else if (REDIRECTIONS.has(token.text)) redirection = token.text;
      else {
        if (token.text === '|') current.dropped.push('|');
        commands.push({ words: [], dropped: [] });
      }
    } else if (redirection !== undefined) {
      current.dropped.push(`${redirection} ${written(token.word)}`);
      redirection = undefined;
    } else current.words.push(token.word);
  }
  return commands.filter(({ words }) => words.length > 0);
}

/** Only the variables of a command that starts QEMU are asked for: the rest of a script is nobody's business. */
function qemuIn(
  { words, dropped }: SimpleCommand,
  { definitions }: PastedText,
  values: ReadonlyMap<string, string>,
  found: Expansion,
): PastedCommand | undefined {
  const tried = new Expansion(definitions, values).expand(words);
  const at = tried.findIndex((word, index) => isQemu(word, tried[index + 1] ?? ''));
  const optionsAlone = at < 0 && /^-[A-Za-z]/.test(tried[0] ?? '');
  if (at < 0 && !optionsAlone) return undefined;
  const expanded = found.expand(words);
  const before = expanded.slice(0, Math.max(at, 0));
  return {
    program: at < 0 ? '' : (expanded[at] ?? ''),
    args: expanded.slice(at + 1),
    wrapper: before.filter((word) => !ASSIGNMENT.test(word) && word !== 'env'),
    environment: environmentOf(before),
    dropped,
  };
}

function isQemu(word: string, next: string): boolean {
  if (/^\$\{[^}]*\}$/.test(word)) return QEMU_VARIABLE.test(word);
  const name = word.split(/[\\/]/).at(-1) ?? '';
  return QEMU.test(name) || (MAYBE_QEMU.test(name) && next.startsWith('-'));
}

function environmentOf(words: readonly string[]): Record<string, string> {
  const pairs = words.flatMap((word) => {
    const [, name, value = ''] = ASSIGNMENT.exec(word) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

function written(word: Word): string {
  return word.map((piece) => (piece.kind === 'text' ? piece.text : `$${piece.name}`)).join('');
}
