import type * as v from 'valibot';

export type Schema = v.GenericSchema;

/** What a schema is, as far as walking along it needs to know. Pipes and optionality are looked through. */
export type Shape =
  | { readonly kind: 'object'; readonly entries: Readonly<Record<string, Schema>> }
  | { readonly kind: 'list'; readonly item: Schema }
  | { readonly kind: 'map'; readonly key: Schema; readonly value: Schema }
  | { readonly kind: 'choice'; readonly options: readonly Schema[] }
  | { readonly kind: 'nullable'; readonly wrapped: Schema }
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | { readonly kind: 'text' | 'number' | 'flag' };

/** The members that valibot's schema objects have, by their `type`. */
interface Inside {
  entries: Record<string, Schema>;
  item: Schema;
  key: Schema;
  value: Schema;
  wrapped: Schema;
  options: readonly unknown[];
  literal: unknown;
}

/** @throws for a kind of schema that this file does not know yet. */
export function shapeOf(schema: Schema): Shape {
  const inside = schema as unknown as Inside;
  switch (schema.type) {
    case 'exact_optional':
      return shapeOf(inside.wrapped);
    case 'strict_object':
      return { kind: 'object', entries: inside.entries };
    case 'array':
      return { kind: 'list', item: inside.item };
    case 'record':
      return { kind: 'map', key: inside.key, value: inside.value };
    case 'union':
      return { kind: 'choice', options: inside.options as readonly Schema[] };
    case 'nullable':
      return { kind: 'nullable', wrapped: inside.wrapped };
    case 'picklist':
      return { kind: 'values', values: inside.options };
    case 'literal':
      return { kind: 'values', values: [inside.literal] };
    case 'string':
      return { kind: 'text' };
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'flag' };
    default:
      throw new Error(
        `The configuration schema uses "${schema.type}", which src/config/shape.ts does not know.`,
      );
  }
}

export const isOptional = (schema: Schema): boolean => schema.type === 'exact_optional';

/** An object in the sense of JSON: neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Field {
  /** `serial[].name`: the place of the field, whatever the index. */
  readonly path: string;
  readonly schema: Schema;
}

/** Every field that a schema knows, however deep, in order of declaration. */
export function fieldsOf(schema: Schema, path = ''): Field[] {
  const shape = shapeOf(schema);
  const at = (inner: Schema, suffix: string): Field[] => fieldsOf(inner, path + suffix);
  switch (shape.kind) {
    case 'object':
      return Object.entries(shape.entries).flatMap(([key, entry]) => {
        const inner = path === '' ? key : `${path}.${key}`;
        return [{ path: inner, schema: entry }, ...fieldsOf(entry, inner)];
      });
    case 'list':
      return [{ path: `${path}[]`, schema: shape.item }, ...at(shape.item, '[]')];
    case 'map':
      return [{ path: `${path}.*`, schema: shape.value }, ...at(shape.value, '.*')];
    case 'choice':
      return shape.options.flatMap((option) => at(option, ''));
    case 'nullable':
    case 'values':
    case 'text':
    case 'number':
    case 'flag':
      return [];
  }
}
