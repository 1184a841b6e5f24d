/**
 * Adds a configuration to the text of launch.json, as "Add Configuration…" of the editor does: first in the list, and
 * nothing else changes: comments, order and formatting of what people wrote stay.
 * @module
 */
import * as l10n from '@vscode/l10n';
import { findNodeAtLocation, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** Text to put in at a place, counted in UTF-16 code units. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** launch.json cannot be read as JSON with comments. */
export class LaunchJsonError extends Error {
  override readonly name = 'LaunchJsonError';
}

/**
 * Where a configuration goes in the text of launch.json.
 * @param text Empty for a new file.
 * @throws {LaunchJsonError} when the text is no such file.
 */
export function insertConfiguration(text: string, config: object): Insertion {
  const root = parse(text);
  const style = styleOf(text);
  if (!root) return { offset: text.length, text: newFile(config, style) };
  if (root.type !== 'object') throw new LaunchJsonError(l10n.t('it does not start with "{"'));
  const configurations = findNodeAtLocation(root, ['configurations']);
  if (!configurations) return withList(root, config, style);
  if (configurations.type !== 'array') throw new LaunchJsonError(l10n.t('"configurations" is not a list'));
  const offset = afterComment(text, configurations.offset + 1);
  const item = indented(config, style, 2);
  const more = isEmpty(configurations) ? `${style.newline}${style.indent}` : ',';
  // What follows on the same line goes on after the new entry.
  return { offset, text: `${style.newline}${style.indent.repeat(2)}${item}${more}` };
}

/** @returns undefined for a file that holds nothing, or comments only. */
function parse(text: string): Node | undefined {
  const errors: ParseError[] = [];
  // The parser takes a byte order mark for an unknown word.
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, {
    allowTrailingComma: true,
    allowEmptyContent: true,
  });
  const [first] = errors;
  if (!first) return root;
  const line = text.slice(0, first.offset).split('\n').length;
  throw new LaunchJsonError(l10n.t('line {0} is not JSON', line));
}

function isEmpty({ children = [] }: Node): boolean {
  return children.length === 0;
}

function withList(root: Node, config: object, style: Style): Insertion {
  const { newline, indent } = style;
  const comma = isEmpty(root) ? newline : ',';
  return { offset: root.offset + 1, text: `${newline}${indent}${list(config, style)}${comma}` };
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
