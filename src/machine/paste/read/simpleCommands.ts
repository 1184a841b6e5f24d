import { type Token, type Word, writtenWord } from './shellWords';

/** One program with its arguments, and what a shell does with its streams. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  /** The file that gets what it prints. */
  readonly output: Word | undefined;
  /** What else happens to its streams, as it was written. */
  readonly dropped: readonly string[];
}

interface Draft {
  words: Word[];
  output: Word | undefined;
  dropped: string[];
}

const OUTPUTS = new Set(['>', '>>', '1>', '&>', '&>>']);
const OTHERS = new Set(['<', '2>', '<<', '<<<']);
/** They join or duplicate streams and take no word. */
const JOINS = new Set(['2>&1', '1>&2', '>&']);

/** What a shell runs one after the other, or one into the other. */
export function simpleCommands(tokens: readonly Token[]): SimpleCommand[] {
  const commands: Draft[] = [empty()];
  let redirection: string | undefined;
  let source: Draft | undefined;
  for (const token of tokens) {
    const current = commands.at(-1) ?? empty();
    if (token.kind === 'word') {
      if (redirection === undefined) current.words.push(token.word);
      else redirect(current, redirection, token.word);
      redirection = undefined;
    } else if (JOINS.has(token.text)) current.dropped.push(token.text);
    else if (OUTPUTS.has(token.text) || OTHERS.has(token.text)) redirection = token.text;
    else {
      if (source) pipeInto(source, current);
      source = token.text === '|' ? current : undefined;
      commands.push(empty());
    }
  }
  const last = commands.at(-1);
  if (source && last) pipeInto(source, last);
  return commands.filter(({ words }) => words.length > 0);
}

const empty = (): Draft => ({ words: [], output: undefined, dropped: [] });

function redirect(command: Draft, how: string, word: Word): void {
  if (OUTPUTS.has(how)) command.output ??= word;
  else command.dropped.push(`${how} ${writtenWord(word)}`);
}

/** `tee` keeps what another program would only read. */
function pipeInto(source: Draft, reader: Draft): void {
  const [name, ...others] = reader.words;
  const file = others.find((word) => !writtenWord(word).startsWith('-'));
  if (name && writtenWord(name) === 'tee' && file) source.output ??= file;
  else source.dropped.push(`| ${reader.words.map(writtenWord).join(' ')}`.trim());
}
