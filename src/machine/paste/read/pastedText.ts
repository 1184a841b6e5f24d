import { BlockReader, type Conditional } from './blocks';
import { shellTokens, type Token, type Word } from './shellWords';
import { asShellText } from './windowsText';

/** A variable that the text gives a value: `QEMUOPTS = …`, `CPUS ?= 3`, `KERNEL=build/kernel.elf`. */
export interface Definition {
  readonly kind: 'definition';
  readonly name: string;
  /** `+=` adds to what was said before, `?=` holds only if nothing was. */
  readonly how: '=' | '+=' | '?=';
  readonly words: readonly Word[];
  /** A shell's, which splits the value at blanks if it is used without quotes. */
  readonly splits: boolean;
}

/** What Make's `$@` and `$<` stand for in the recipe of a rule. */
interface Recipe {
  readonly target: readonly Word[];
  readonly prerequisites: readonly Word[];
}

export interface Statement {
  readonly tokens: readonly Token[];
  readonly recipe: Recipe | undefined;
  /** It stood behind a `#`: a prompt of root's, or a comment. */
  readonly behindHash: boolean;
  /** Where Make says that it works. */
  readonly directory: string | undefined;
}

/** What a person pasted, taken apart as far as that needs no values. */
export interface PastedText {
  readonly definitions: readonly (Definition | Conditional)[];
  readonly statements: readonly Statement[];
}

/** Characters that word processors and web pages put in place of the ones that a shell knows. */
const TYPOGRAPHY: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201b]/g, "'"],
  [/[\u201c\u201d\u201f]/g, '"'],
  [/(^|\s)[\u2013\u2014\u2212](?=[A-Za-z-])/g, '$1-'],
  [/[\u00a0\u2007\u202f]/g, ' '],
  [/\u200b|\u200c|\u200d|\ufeff/g, ''],
];

/** A person's pastes are short; what is longer is a file that was dropped in by mistake, in characters. */
const LONGEST = 256 * 1024;

/** As shells and Makefiles have it. */
const CONTINUATION = /\\[ \t]*\r?\n/g;
/** The same where a box of one line has swallowed the line's end: nobody means an option that begins with a blank. */
const SWALLOWED = /[ \t]\\[ \t]+(?=-)/g;
/** A shell's array may go over lines. */
const ARRAY = /^[ \t]*(?:local\s+|declare\s+(?:-a\s+)?)?[A-Za-z_]\w*\+?=\([^)]*\)/gm;
const TEXT = String.raw`(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')`;
/** A list of texts as TOML, JSON, Python and Dockerfiles write it, each word of a command one of them. */
const LIST = new RegExp(String.raw`\[\s*(${TEXT}(?:\s*,\s*${TEXT})+)(?:\s*,)?\s*\]`, 'g');
const BETWEEN = new RegExp(String.raw`(${TEXT})\s*,?\s*`, 'g');
const DEFINITION =
  /^(?:(?:export|local|readonly|override|set)\s+|declare\s+(?:-\w+\s+)*)*([A-Za-z_][A-Za-z0-9_.-]*)(\s*(?:\+=|\?=|::?:?=)\s*|=|\s+=\s+)(.*)$/;
/** `$ ` and `# ` of a terminal's prompt; `@`, `+` and `-` of a recipe, where `-` is no option. */
const PROMPT = /^\s*(?:[$#>%]\s+(?=\S))*(?:-?[@+]-?|-(?=\S*qemu|\$))?/;
/** `user@host:~/dir$ `, `[root@host dir]# `. */
const LONG_PROMPT = /^\s*(?:\[[^\]\n]{1,80}\]|[\w.-]+@[\w.-]+(?::[^\s$#]{0,200})?)\s?[$#]\s+/;
const RULE = /^([^\s:=#][^:=#]*):(?!=)(.*)$/;
/** No target has an option, a quote or an open brace in it, as what is before a colon of a shell's command can. */
const OF_COMMAND = /\s-|['"]|\$\{[^}]*$/;
const ENTERING = /^\S*make(?:\[\d+\])?: Entering directory ['"`](.*)['"]$/;

/**
 * Takes a paste apart: lines that go on are joined, prompts and a recipe's marks removed.
 * @param text What a person pasted; beyond 256 K characters it is cut off.
 */
export function readPastedText(text: string): PastedText {
  const plain = TYPOGRAPHY.reduce((so, [from, to]) => so.replace(from, to), text.slice(0, LONGEST));
  const whole = asShellText(plain)
    .replace(CONTINUATION, ' ')
    .replace(SWALLOWED, ' ')
    .replace(ARRAY, (array) => array.replace(/\s+/g, ' '))
    .replace(LIST, (_, words: string) => `${words.replace(BETWEEN, '$1 ')};`);
  const reader = new LineReader();
  for (const line of whole.split(/\r?\n/)) reader.line(line);
  return reader;
}

class LineReader implements PastedText {
  readonly definitions: (Definition | Conditional)[] = [];
  readonly statements: Statement[] = [];
  private readonly blocks = new BlockReader();
  private recipe: Recipe | undefined;
  private directory: string | undefined;

  line(raw: string): void {
    const long = LONG_PROMPT.exec(raw)?.[0] ?? '';
    const line = raw.slice(long.length).replace(PROMPT, '').trim();
    const conditional = this.blocks.conditional(line);
    const definition = definitionIn(line);
    this.directory = ENTERING.exec(line)?.[1] ?? this.directory;
    if (conditional) this.definitions.push(conditional);
    else if (definition) this.definitions.push(this.blocks.inBranch ? asDefault(definition) : definition);
    else if (line !== '') this.statement(line, /^\s/.test(raw), /^\s*#/.test(raw));
  }

  private statement(line: string, indented: boolean, behindHash: boolean): void {
    this.blocks.shell(line);
    if (!indented) this.recipe = recipeOf(line);
    const { recipe, directory } = this;
    this.statements.push({ tokens: shellTokens(line), recipe, behindHash, directory });
  }
}

/** In a branch of a shell's `if` it may hold or not; then it must not undo what holds for certain. */
function asDefault(definition: Definition): Definition {
  return { ...definition, how: '?=' };
}

function recipeOf(line: string): Recipe | undefined {
  const [, target, prerequisites = ''] = RULE.exec(line) ?? [];
  return target === undefined || OF_COMMAND.test(target)
    ? undefined
    : { target: wordsIn(target), prerequisites: wordsIn(prerequisites.replace(/[|;#].*$/, '')) };
}

/** `NAME=value program …` is no definition but a program with an environment: a shell's `=` takes one word. */
function definitionIn(line: string): Definition | undefined {
  const match = DEFINITION.exec(line);
  if (!match) return undefined;
  const [, name = '', sign = '', value = ''] = match;
  // A shell's array, `ARGS=( -m 512 )`, loses its parentheses here: they are operators.
  const words = wordsIn(value);
  if (sign === '=' && words.length > 1 && !value.startsWith('(')) return undefined;
  const how = sign.includes('+=') ? '+=' : sign.includes('?=') ? '?=' : '=';
  const splits = /^\+?=$/.test(sign) && !value.startsWith('(');
  return { kind: 'definition', name, how, words, splits };
}

function wordsIn(text: string): Word[] {
  return shellTokens(text).flatMap((token) => (token.kind === 'word' ? [token.word] : []));
}
