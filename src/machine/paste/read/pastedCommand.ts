import { type AskedVariable, type Automatic, Expansion } from './expansion';
import { type Definition, readPastedText, type Statement } from './pastedText';
import { type SimpleCommand, simpleCommands } from './simpleCommands';
import { type Word, writtenWord } from './shellWords';

/** One QEMU command line of a paste, with its variables filled in. */
export interface PastedCommand {
  /** The program as it was written; empty where only options were pasted. */
  readonly program: string;
  readonly args: readonly string[];
  /** What stood before the program: `sudo`, `timeout 60`, `exec`. */
  readonly wrapper: readonly string[];
  /** `NAME=value` before the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it was to run, if the text changes to a directory. */
  readonly directory: string | undefined;
  /** The file that was to keep its output: `| tee FILE`, `> FILE`. */
  readonly output: string | undefined;
  /** What else was done with its streams, as it was written: it does not happen here. */
  readonly dropped: readonly string[];
}

export interface Pasted {
  /** In the order of the text; empty when there is no QEMU in it. */
  readonly commands: readonly PastedCommand[];
  /** Variables that need a value: ask, and read the text again with the answers. */
  readonly unknown: readonly AskedVariable[];
}

const QEMU = /^(?:qemu-system-[\w.-]+?|qemu-kvm)(?:\.exe)?$/i;
/** Old names, which are QEMU only if an option follows: other commands have these words, too. */
const MAYBE_QEMU = /^(?:qemu|kvm)$/;
/** Variables that build files keep QEMU in. */
const QEMU_VARIABLE = /QEMU(?![-_ ]?(?:OPTS|ARGS|FLAGS|EXTRA|OPTIONS|PARAMS))/i;
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
/** Words of a shell's grammar, and programs that only start what follows. */
const EMPTY_WRAPPERS = new Set(['env', 'exec', 'command', 'then', 'else', 'do', '{', '!', '--', '-']);

/** Commands that speak of QEMU and do not run it. */
const MENTIONS = new Set(
  `[ [[ test if elif while which whereis type hash echo printf man file ls cp mv rm ln install chmod alias make
  apt apt-get aptitude brew dnf yum pacman zypper apk port choco winget kill pkill killall pgrep`.split(
    /\s+/,
  ),
);
/** Options with which it only says something. */
const QUESTIONS = /^--?(version|help|h)$/;

/**
 * Finds the QEMU command lines in what a person pasted: a shell line, a recipe with its variables, a script, or options
 * alone. Pure; never throws.
 * @param values Values for variables, from a person.
 */
export function readPastedCommands(text: string, values: ReadonlyMap<string, string> = new Map()): Pasted {
  const pasted = readPastedText(text);
  const expansion = Expansion.of(pasted.definitions, values);
  const run = pasted.statements.flatMap((statement) => commandsIn(statement, expansion));
  // A variable that nothing here runs was pasted for its value.
  const kept = pasted.definitions.flatMap((one) => (one.kind === 'definition' ? [statementOf(one)] : []));
  const found = run.length > 0 ? run : kept.flatMap((statement) => commandsIn(statement, expansion, 1));
  // A line behind a "#" is a comment where others are none.
  const real = found.filter(({ behindHash }) => !behindHash);
  const shown = real.length > 0 ? real : found;
  // Options alone are a command line only where no other is.
  const whole = shown.filter(({ command }) => command.program !== '');
  const used = whole.length > 0 ? whole : shown;
  const unknown = new Map(used.flatMap((one) => one.unknown.map((variable) => [variable.name, variable])));
  return { commands: used.map(({ command }) => command), unknown: [...unknown.values()] };
}

interface Found {
  readonly command: PastedCommand;
  readonly unknown: readonly AskedVariable[];
  readonly behindHash: boolean;
}

/** @param least Arguments that a command must have: a program's name alone is no command line everywhere. */
function commandsIn(statement: Statement, all: Expansion, least = 0): Found[] {
  const { directory, behindHash } = statement;
  const automatic = automaticIn(statement);
  let there = directory;
  return simpleCommands(statement.tokens).flatMap((simple) => {
    // Only the variables of a command that starts QEMU are asked for: the rest of a script is nobody's business.
    const tried = all.within(automatic).expand(simple.words);
    const [first, target] = tried;
    if ((first === 'cd' || first === 'pushd') && target !== undefined) there = target;
    const at = tried.findIndex((word, index) => isQemu(word, tried[index + 1] ?? ''));
    if (at < 0 && !/^--?[A-Za-z]/.test(first ?? '')) return nestedIn(simple, tried, all);
    if ((at >= 0 && !isRun(tried, at)) || tried.length <= at + least) return [];
    const asking = all.within(automatic);
    const words = asking.expand(simple.words);
    const [output] = asking.expand(simple.output ? [simple.output] : []);
    return [{ command: commandOf(words, at, simple, there, output), unknown: asking.unknown, behindHash }];
  });
}

/** Words inside words: `sh -c 'qemu-system-i386 …'`, `runner = "qemu-system-arm …"`. */
function nestedIn({ words }: SimpleCommand, tried: readonly string[], all: Expansion): Found[] {
  if (tried.some((word) => MENTIONS.has(word))) return [];
  const at = words.findIndex((word) => isText(word) && /qemu|kvm/i.test(writtenWord(word)));
  const [text] = words.slice(at, at + 1).map(writtenWord);
  if (at < 0 || text === undefined) return [];
  const outer = wrapperIn(tried.slice(0, at));
  return readPastedText(text)
    .statements.flatMap((statement) => commandsIn(statement, all, 1))
    .map(({ command, ...found }) => ({
      ...found,
      command: { ...command, wrapper: [...outer, ...command.wrapper] },
    }));
}

const isText = (word: Word): boolean =>
  word.some((piece) => piece.kind === 'text' && piece.quoted && /\s/.test(piece.text));

function statementOf({ words }: Definition): Statement {
  const tokens = words.map((word: Word) => ({ kind: 'word', word }) as const);
  return { tokens, recipe: undefined, behindHash: false, directory: undefined };
}

/** Whether a command with QEMU among its words starts it. */
function isRun(words: readonly string[], at: number): boolean {
  const before = words.slice(0, at);
  const asks = before.some((word) => MENTIONS.has(word)) || /\bcommand -[vV]\b/.test(before.join(' '));
  return !asks && !words.slice(at + 1).some((word) => QUESTIONS.test(word) || word === 'help');
}

function commandOf(
  words: readonly string[],
  at: number,
  { dropped }: SimpleCommand,
  directory: string | undefined,
  output: string | undefined,
): PastedCommand {
  const before = words.slice(0, Math.max(at, 0));
  return {
    program: at < 0 ? '' : (words[at] ?? ''),
    args: words.slice(at + 1),
    wrapper: wrapperIn(before),
    environment: environmentOf(before),
    directory,
    output: output === '/dev/null' ? undefined : output,
    dropped,
  };
}

/** Without what only says where it stands: a rule's target, a key of YAML. */
function wrapperIn(words: readonly string[]): string[] {
  return words.filter((word) => !ASSIGNMENT.test(word) && !EMPTY_WRAPPERS.has(word) && !/:$/.test(word));
}

/** Whether a program is QEMU, as far as its name tells. */
export function looksLikeQemu(program: string): boolean {
  return QEMU.test(fileName(program));
}

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

function isQemu(word: string, next: string): boolean {
  if (/^\$\{[^}]*\}$/.test(word)) return QEMU_VARIABLE.test(word);
  const name = fileName(word);
  return QEMU.test(name) || (MAYBE_QEMU.test(name) && next.startsWith('-'));
}

function environmentOf(words: readonly string[]): Record<string, string> {
  const pairs = words.flatMap((word) => {
    const [, name, value = ''] = ASSIGNMENT.exec(word) ?? [];
    // A shell puts the home directory in here, and not behind the "=" of any other word.
    return name === undefined ? [] : [[name, value.replace(/(^|:)~(?=\/|$)/g, '$1${userHome}')] as const];
  });
  return Object.fromEntries(pairs);
}

function automaticIn({ recipe }: Statement): Automatic {
  if (!recipe) return new Map();
  const { target, prerequisites } = recipe;
  return new Map([
    ['@', target],
    ['<', prerequisites.slice(0, 1)],
    ['^', prerequisites],
  ]);
}
