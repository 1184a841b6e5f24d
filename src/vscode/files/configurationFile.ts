/**
 * Adds an entry to the text of launch.json or tasks.json, as "Add Configuration…" of the editor does: first in the list,
 * and nothing else changes: comments, order and formatting of what people wrote stay.
 * @module
 */
import * as l10n from '@vscode/l10n';
import {
  type Edit,
  findNodeAtLocation,
  modify,
  parse as parseValue,
  parseTree,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { isObject } from '../../config/shape';
import type { EditorFile } from './editorFiles';

/** Text to put in at a place, counted in UTF-16 code units. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** The file cannot be read as JSON with comments. */
export class ConfigurationFileError extends Error {
  override readonly name = 'ConfigurationFileError';
}

/**
 * Where an entry goes in the text of such a file.
 * @param text Empty for a new file.
 * @throws {ConfigurationFileError} when the text is no such file.
 */
export function insertEntry(text: string, config: object, file: EditorFile): Insertion {
  const root = parse(text);
  const style = styleOf(text);
  if (!root) return { offset: text.length, text: newFile(config, style, file) };
  if (root.type !== 'object') throw new ConfigurationFileError(l10n.t('it does not start with "{"'));
  const entries = findNodeAtLocation(root, [file.list]);
  if (!entries) return withList(root, config, style, file);
  if (entries.type !== 'array') throw new ConfigurationFileError(l10n.t('"{0}" is not a list', file.list));
  const offset = afterComment(text, entries.offset + 1);
  const item = indented(config, style, 2);
  const more = isEmpty(entries) ? `${style.newline}${style.indent}` : ',';
  // What follows on the same line goes on after the new entry.
  return { offset, text: `${style.newline}${style.indent.repeat(2)}${item}${more}` };
}

/** Which field of which entry, and what it is to be. */
export interface FieldOfEntry {
  readonly name: string;
  readonly field: string;
  readonly value: unknown;
}

/**
 * What has to change in the text of a file; comments and everything else stay.
 * @returns undefined if the file has no entry of this name.
 */
export function fieldEdits(text: string, file: EditorFile, change: FieldOfEntry): Edit[] | undefined {
  const index = entriesIn(text, file).findIndex((entry) => isObject(entry) && entry['name'] === change.name);
  if (index < 0) return undefined;
  const { indent, newline } = styleOf(text);
  return modify(text, [file.list, index, change.field], change.value, {
    formattingOptions: {
      insertSpaces: !indent.includes('\t'),
      tabSize: indent.length,
      eol: newline,
    },
  });
}

/** The entries of such a file, as they are written; none if it cannot be read. */
export function entriesIn(text: string, file: EditorFile): readonly unknown[] {
  const root: unknown = parseValue(text, [], { allowTrailingComma: true });
  const entries = isObject(root) ? root[file.list] : undefined;
  return Array.isArray(entries) ? entries : [];
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
  throw new ConfigurationFileError(l10n.t('line {0} is not JSON', line));
}

function isEmpty({ children = [] }: Node): boolean {
  return children.length === 0;
}

function withList(root: Node, config: object, style: Style, file: EditorFile): Insertion {
  const { newline, indent } = style;
  const comma = isEmpty(root) ? newline : ',';
  return { offset: root.offset + 1, text: `${newline}${indent}${list(config, style, file)}${comma}` };
}

function newFile(config: object, style: Style, file: EditorFile): string {
  const { newline, indent } = style;
  return `{${newline}${indent}"version": "${file.version}",${newline}${indent}${list(config, style, file)}${newline}}${newline}`;
}

function list(config: object, style: Style, file: EditorFile): string {
  const { newline, indent } = style;
  return `"${file.list}": [${newline}${indent.repeat(2)}${indented(config, style, 2)}${newline}${indent}]`;
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
