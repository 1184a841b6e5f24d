import * as v from 'valibot';
import { didYouMean, foreignDebugger } from './didYouMean';
import { regExpProblem } from '../formats';
import { type Issue, ISSUES, KINDS, MESSAGES, show } from './messages';
import { isObject, isOptional, type Schema, shapeOf } from '../shape';

/** Nobody reads a longer list: some of it will do. */
const MOST_VALUES = 40;
const SOME_VALUES = 17;

export interface Problem {
  /** `serial[1].name`; empty for the configuration as a whole. */
  readonly path: string;
  readonly message: string;
}

/**
 * Every way in which a value differs from a schema, one problem a field. Walks on its own, and lets valibot judge
 * only single values: valibot takes a list for an object, stops at the first unknown field, and says of a union only
 * that nothing fitted.
 */
export function findProblems(schema: Schema, value: unknown, path = ''): Problem[] {
  const shape = shapeOf(schema);
  const wrong = (): Problem[] => [{ path, message: mismatch(schema, value) }];
  switch (shape.kind) {
    case 'object':
      return isObject(value) ? inObject(shape.entries, value, path) : wrong();
    case 'list':
      if (!Array.isArray(value)) return wrong();
      return value.flatMap((item, index) => findProblems(shape.item, item, `${path}[${index}]`));
    case 'map':
      if (!isObject(value)) return wrong();
      return Object.entries(value).flatMap(([key, item]) => [
        ...findProblems(shape.key, key, fieldPath(path, key)),
        ...findProblems(shape.value, item, fieldPath(path, key)),
      ]);
    case 'choice': {
      const fitting = shape.options.find((option) => isOfKind(option, value));
      return fitting ? findProblems(fitting, value, path) : wrong();
    }
    case 'nullable':
      return value === null
        ? []
        : isOfKind(shape.wrapped, value)
          ? findProblems(shape.wrapped, value, path)
          : wrong();
    case 'values':
    case 'text':
    case 'number':
    case 'flag':
      return inValue(schema, value, path);
  }
}

function inObject(
  entries: Readonly<Record<string, Schema>>,
  value: Record<string, unknown>,
  path: string,
): Problem[] {
  const known = Object.entries(entries).flatMap(([key, entry]): Problem[] => {
    if (Object.hasOwn(value, key)) return findProblems(entry, value[key], fieldPath(path, key));
    if (isOptional(entry)) return [];
    return [{ path: fieldPath(path, key), message: MESSAGES.missing(expected(entry)) }];
  });
  const unknown = Object.keys(value)
    .filter((key) => !Object.hasOwn(entries, key))
    .map((key): Problem => {
      const absent = Object.keys(entries).filter((field) => !Object.hasOwn(value, field));
      return { path: fieldPath(path, key), message: unknownField(key, absent) };
    });
  return [...known, ...unknown];
}

function unknownField(key: string, absent: readonly string[]): string {
  const owner = foreignDebugger(key);
  if (owner !== undefined) return MESSAGES.foreignField(owner);
  const guess = didYouMean(key, absent);
  return guess === undefined ? MESSAGES.unknownField() : MESSAGES.unknownFieldGuess(guess);
}

function inValue(schema: Schema, value: unknown, path: string): Problem[] {
  const issue = v.safeParse(schema, value, { abortPipeEarly: true }).issues?.[0];
  if (issue === undefined) return [];
  if (issue.kind === 'schema') return [{ path, message: mismatch(schema, value) }];
  const detail =
    issue.message === 'regularExpression' ? regExpProblem(String(value)) : String(issue.requirement);
  return [{ path, message: ISSUES[issue.message as Issue](show(value), detail ?? '') }];
}

/** Whether a value is of the kind that an alternative speaks of, right or wrong in detail. */
function isOfKind(schema: Schema, value: unknown): boolean {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'object':
    case 'map':
      return isObject(value);
    case 'list':
      return Array.isArray(value);
    case 'choice':
      return shape.options.some((option) => isOfKind(option, value));
    case 'nullable':
      return value === null || isOfKind(shape.wrapped, value);
    case 'values':
      return shape.values.includes(value);
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
  }
}

function mismatch(schema: Schema, value: unknown): string {
  const wanted = expected(schema);
  const got = show(value);
  if (typeof value !== 'string') return MESSAGES.mismatch(wanted, got);
  const words = valuesOf(schema);
  const guess = didYouMean(value, words);
  // A list of all architectures would bury the word that was meant.
  if (guess !== undefined && words.length > 12) return MESSAGES.guess(got, JSON.stringify(guess));
  if (guess !== undefined) return MESSAGES.mismatchGuess(wanted, got, JSON.stringify(guess));
  const bare = withoutQuotes(value);
  const wrong = bare !== undefined && isOfKind(schema, bare) ? MESSAGES.quoted : MESSAGES.mismatch;
  return wrong(wanted, got);
}

/** What somebody meant who put a number or a truth value into quotation marks. */
function withoutQuotes(text: string): number | boolean | undefined {
  if (/^(true|false)$/.test(text)) return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function valuesOf(schema: Schema): string[] {
  const shape = shapeOf(schema);
  if (shape.kind === 'choice') return shape.options.flatMap(valuesOf);
  return shape.kind === 'values' ? shape.values.map(String) : [];
}

function expected(schema: Schema): string {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'object':
    case 'map':
      return KINDS.object();
    case 'choice':
      return shape.options.map((option) => expected(option)).reduce((a, b) => KINDS.or(a, b));
    case 'nullable':
      return KINDS.or(expected(shape.wrapped), KINDS.none());
    case 'values': {
      const all = shape.values.map((value) => JSON.stringify(value));
      const values = (all.length > MOST_VALUES ? [...all.slice(0, SOME_VALUES), '…'] : all).join(', ');
      return shape.values.length === 1 ? values : KINDS.oneOf(values);
    }
    case 'list':
    case 'text':
    case 'number':
    case 'flag':
      return KINDS[shape.kind]();
  }
}

/** The path of a field: `machine.env`, or `machine["a b"]` for a key that is no name. */
export function fieldPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
