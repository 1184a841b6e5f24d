import { shellTokens, type Token, type Word } from './shellWords';

/** A variable that the text gives a value: `QEMUOPTS = …`, `CPUS ?= 3`, `KERNEL=build/kernel.elf`. */
export interface Definition {
  readonly name: string;
  /** `+=` adds to what was said before, `?=` holds only where nothing was. */
  readonly how: '=' | '+=' | '?=';
  readonly words: readonly Word[];
}

interface Statement {
  readonly tokens: readonly Token[];
}

/** What a person pasted, taken apart as far as that needs no values. */
export interface PastedText {
  readonly definitions: readonly Definition[];
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

/** `\` ends a line in shells and Makefiles, `^` in cmd.exe, a backtick in PowerShell. */
const CONTINUATION = /[ \t]*(?:\\[ \t]*|[ \t][\^`])\r?\n[ \t]*/g;
/** A shell's array may go over lines. */
const ARRAY = /^[ \t]*[A-Za-z_]\w*\+?=\([^)]*\)/gm;
const DEFINITION =
  /^(?:export\s+|local\s+|set\s+)?([A-Za-z_][A-Za-z0-9_.-]*)(\s*(?:\+=|\?=|:=|::=)\s*|=|\s+=\s+)(.*)$/;
/** `$ ` and `# ` of a terminal's prompt; `@`, `+` and `-` of a recipe, where `-` is no option. */
const PROMPT = /^\s*(?:[$#>%]\s+(?=\S))*(?:-?[@+]-?|-(?=\S*qemu|\$))?/;

/**
 * Takes a paste apart: lines that go on are joined, prompts and a recipe's marks removed.
 * @param text What a person pasted; beyond 256 K characters it is cut off.
 */
export function readPastedText(text: string): PastedText {
  const plain = TYPOGRAPHY.reduce((so, [from, to]) => so.replace(from, to), text.slice(0, LONGEST));
  const whole = plain.replace(CONTINUATION, ' ').replace(ARRAY, (array) => array.replace(/\s+/g, ' '));
  const lines = whole.split(/\r?\n/);
  const definitions: Definition[] = [];
  const statements: Statement[] = [];
  for (const raw of lines) {
    const line = raw.replace(PROMPT, '').trim();
    const definition = definitionIn(line);
    if (definition) definitions.push(definition);
    else if (line !== '') statements.push({ tokens: shellTokens(line) });
  }
  return { definitions, statements };
}

/** `NAME=value program …` is no definition but a program with an environment: a shell's `=` takes one word. */
function definitionIn(line: string): Definition | undefined {
  const match = DEFINITION.exec(line);
  if (!match) return undefined;
  const [, name = '', sign = '', value = ''] = match;
  // A shell's array, `ARGS=( -m 512 )`, loses its parentheses here: they are operators.
  const words = shellTokens(value).flatMap((token) => (token.kind === 'word' ? [token.word] : []));
  if (sign === '=' && words.length > 1 && !value.startsWith('(')) return undefined;
  const how = sign.includes('+=') ? '+=' : sign.includes('?=') ? '?=' : '=';
  return { name, how, words };
}
