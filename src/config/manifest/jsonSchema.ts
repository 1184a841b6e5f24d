/**
 * The JSON schemas of `package.json`, made from `schema.ts`. Only the generator and tests come here: nothing of this
 * is in the extension.
 * @module
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import { DEBUG_EXAMPLES } from './debugExamples';
import { DEBUG_BUILT_IN } from '../debug/debugSchema';
import { BUILT_IN } from '../defaults';
import { EXAMPLES } from './examples';
import { isObject, type Schema, shapeOf } from '../shape';
import { RUN_DEFAULTS } from '../steps/runDefaults';
import { runSchema } from '../steps/runSchema';

/** A JSON schema, with VS Code's additions to it. */
export interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  enum?: unknown[];
  enumDescriptions?: string[];
  pattern?: string;
  patternErrorMessage?: string;
  markdownDescription?: string;
  default?: unknown;
  examples?: readonly unknown[];
  [more: string]: unknown;
}

/** Texts by key, as in `package.nls.json`. */
export type Texts = Readonly<Record<string, string>>;

/**
 * The JSON schema of a task or of what `launch()` takes. No `$ref`: VS Code wants none in launch schemas.
 * @param texts `package.nls.json`; only which keys it has matters.
 */
export function jsonSchema(texts: Texts = {}): JsonSchema {
  return describedSchema(runSchema, texts);
}

/**
 * The JSON schema of any schema of this room, with descriptions (`%config.<path>%`), defaults and examples.
 * @param family What the keys of fields start with that mean something else here than in a machine's configuration:
 * `%attach.serial%`. Fields without such a text have that of `config`.
 * @param path What is above the schema's own fields in those keys.
 * @throws when the schema has something that JSON schema cannot say.
 */
export function describedSchema(schema: Schema, texts: Texts, family = 'config', path = ''): JsonSchema {
  return describe(plainSchema(schema), schema, path, { texts, family });
}

interface Words {
  readonly texts: Texts;
  readonly family: string;
}

/** Under which name a field's description, default and examples are kept. */
function nameOf(path: string, { texts, family }: Words): string {
  const own = `${family}.${path}`;
  return own in texts ? own : `config.${path}`;
}

/** The JSON schema without any text. */
export function plainSchema(schema: Schema): JsonSchema {
  const json: object = toJsonSchema(schema, {
    // Checks are code: the editor does without them, `validate` does not.
    ignoreActions: ['check'],
    overrideSchema: ({ jsonSchema: made }) => tidy(made),
    errorMode: 'throw',
  });
  const { $schema: _, ...rest } = json as JsonSchema;
  return rest;
}

/** Without members that say nothing. */
function tidy(json: object): object {
  const { propertyNames: _, required, ...rest } = json as JsonSchema & { required?: unknown[] };
  return { ...rest, ...(required !== undefined && required.length > 0 && { required }) };
}

function describe(json: JsonSchema, schema: Schema, path: string, words: Words): JsonSchema {
  const shape = shapeOf(schema);
  const described: JsonSchema = {
    ...json,
    ...(json.pattern !== undefined && lenient(json.pattern, nameOf(path, words))),
  };
  if (shape.kind === 'values') return { ...described, ...enumeration(shape.values, path, words) };
  if (shape.kind === 'list')
    return { ...described, items: describe(json.items ?? {}, shape.item, SAME_TEXTS[path] ?? path, words) };
  if (shape.kind === 'choice') {
    const branch = (option: Schema, index: number): JsonSchema =>
      describe(json.anyOf?.[index] ?? {}, option, path, words);
    return { ...described, anyOf: shape.options.map(branch) };
  }
  const same = SAME_TEXTS[path];
  if (same !== undefined && shape.kind === 'map') {
    const { additionalProperties: value } = json;
    const values = describe(isObject(value) ? value : {}, shape.value, same, words);
    return { ...described, additionalProperties: values };
  }
  if (shape.kind !== 'object') return described;
  const properties = Object.entries(shape.entries).map(([key, entry]) => {
    const inner = path === '' ? key : `${path}.${key}`;
    return [
      key,
      { ...about(nameOf(inner, words)), ...describe(json.properties?.[key] ?? {}, entry, inner, words) },
    ];
  });
  return { ...described, properties: Object.fromEntries(properties) as Record<string, JsonSchema> };
}

/** Lists and maps whose values are described as another field’s, or their own. */
const SAME_TEXTS: Readonly<Record<string, string>> = {
  stepLists: 'steps',
  macros: 'macros',
  'macros.steps': 'steps',
};

/** Description, default and examples of one field. */
function about(name: string): JsonSchema {
  const value = name.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), {
    config: DEFAULTS,
    attach: DEFAULTS,
  });
  const examples = ALL_EXAMPLES[name.replace(/^config\./, '')];
  return {
    markdownDescription: `%${name}%`,
    ...(value !== undefined && !isObject(value) && { default: value }),
    ...(examples !== undefined && { examples }),
  };
}

const DEFAULTS = { ...BUILT_IN, ...DEBUG_BUILT_IN, ...RUN_DEFAULTS };
const ALL_EXAMPLES: Readonly<Record<string, readonly unknown[]>> = { ...EXAMPLES, ...DEBUG_EXAMPLES };

function enumeration(values: readonly unknown[], path: string, words: Words): JsonSchema {
  const keys = values.map((value) => nameOf(`${path}.${String(value)}`, words));
  const explained = keys.every((key) => key in words.texts);
  return { type: 'string', ...(explained && { enumDescriptions: keys.map((key) => `%${key}%`) }) };
}

/** Lets `${workspaceFolder}` and its like pass: what they become is checked when the machine starts. */
function lenient(pattern: string, name: string): JsonSchema {
  return { pattern: `${pattern}|\\$\\{`, patternErrorMessage: `%${name}.pattern%` };
}
