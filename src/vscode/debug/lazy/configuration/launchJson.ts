/**
 * Adds a configuration to the text of launch.json, as "Add Configuration…" of the editor does: first in the list, and
 * nothing else changes: comments, order and formatting of what people wrote stay.
 * @module
 */
import * as l10n from '@vscode/l10n';

/** Text to put in at a place, counted in UTF-16 code units. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** launch.json cannot be read as JSON with comments. */
export class LaunchJsonError extends Error {
  override readonly name = 'LaunchJsonError';
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Comments and blanks are skipped; what is none of these is an error. */
const TOKEN = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\uFEFF)*([{}[\],:]|"(?:[^"\\\n]|\\.)*"|[\w.+-]+)?/y;

/**
 * Where a configuration goes in the text of launch.json.
 * @param text Empty for a new file.
 * @throws {LaunchJsonError} where the text is no such file.
 */
export function insertConfiguration(text: string, config: object): Insertion {
  const tokens = tokenize(text);
  const style = styleOf(text);
  if (tokens.length === 0) return { offset: text.length, text: newFile(config, style) };
  if (tokens[0]?.text !== '{') throw new LaunchJsonError(l10n.t('it does not start with "{"'));
  const list = listOf(tokens);
  if (list === undefined) return withList(tokens, config, style);
  const [open, next] = list;
  if (open.text !== '[') throw new LaunchJsonError(l10n.t('"configurations" is not a list'));
  const offset = afterComment(text, open.end);
  const item = indented(config, style, 2);
  const more = next.text === ']' ? `${style.newline}${style.indent}` : ',';
  // What follows on the same line goes on after the new entry.
  return { offset, text: `${style.newline}${style.indent.repeat(2)}${item}${more}` };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text)?.[1];
    const end = TOKEN.lastIndex;
    if (found === undefined) {
      if (end === text.length && end > from) break;
      const line = text.slice(0, end).split('\n').length;
      throw new LaunchJsonError(l10n.t('line {0} is not JSON', line));
    }
    tokens.push({ text: found, start: end - found.length, end });
  }
  return tokens;
}

/** The `[` of "configurations" and what follows it; undefined where there is no such list. */
function listOf(tokens: readonly Token[]): readonly [Token, Token] | undefined {
  let depth = 0;
  for (const [index, { text }] of tokens.entries()) {
    if (text === '}' || text === ']') depth -= 1;
    if (text === '{' || text === '[') depth += 1;
    if (depth !== 1 || text !== '"configurations"' || tokens[index + 1]?.text !== ':') continue;
    const [open, next] = tokens.slice(index + 2, index + 4);
    if (!open || !next) throw new LaunchJsonError(l10n.t('it ends after "configurations"'));
    return [open, next];
  }
  if (depth !== 0) throw new LaunchJsonError(l10n.t('its brackets do not match'));
  return undefined;
}

function withList(tokens: readonly Token[], config: object, style: Style): Insertion {
  const { newline, indent } = style;
  const comma = tokens[1]?.text === '}' ? newline : ',';
  return { offset: tokens[0]?.end ?? 0, text: `${newline}${indent}${list(config, style)}${comma}` };
}

function newFile(config: object, style: Style): string {
  const { newline, indent } = style;
  return `{${newline}${indent}"version": "0.2.0",${newline}${indent}${list(config, style)}${newline}}${newline}`;
}

function list(config: object, style: Style): string {
  const { newline, indent } = style;
  return `"configurations": [${newline}${indent.repeat(2)}${indented(config, style, 2)}${newline}${indent}]`;
}

/** A comment behind the bracket speaks of the list, not of its first entry. */
function afterComment(text: string, offset: number): number {
  return offset + (/^[ \t]*\/\/[^\r\n]*/.exec(text.slice(offset))?.[0].length ?? 0);
}

interface Style {
  readonly newline: string;
  readonly indent: string;
}

/** As the file has it; else as the editor writes it. */
function styleOf(text: string): Style {
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: /^([ \t]+)\S/m.exec(text)?.[1] ?? '    ',
  };
}

function indented(config: object, { newline, indent }: Style, levels: number): string {
  return JSON.stringify(config, undefined, indent).replaceAll('\n', newline + indent.repeat(levels));
}

/** A name that none of these is: with the same name twice, only one of the two could be chosen. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
