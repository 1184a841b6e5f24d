import assert from 'node:assert/strict';
import { plainSchema } from '../manifest/jsonSchema';
import type { Problem } from './problems';
import { machineSchema } from '../schema';
import { type Field, fieldsOf, isOptional, type Schema, type Shape, shapeOf } from '../shape';
import { ConfigurationError, validate } from './validate';

/**
 * Every field with a wrong type or value gives one clear message with the field's path. The fields and what is wrong
 * for each come from the schema itself, so that a new field cannot be forgotten here.
 */

/** One value of every kind that JSON (or a caller of the API) can bring. */
const KINDS = {
  text: 'zebra',
  number: 5,
  flag: true,
  null: null,
  list: ['zebra'],
  object: { zebra: 1 },
} as const;
type Kind = keyof typeof KINDS;

/** Texts that may be empty: a kernel's command line, an argument, a variable's value. */
const MAY_BE_EMPTY = ['append', 'args[]', 'env.*', 'semihosting.arguments[]'];
/** A valid value of a field that must be there for another one to be looked at. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  type: 'qemu',
  'drives[].file': 'a',
  'ready.pattern': 'a',
  'onMatch[].pattern': 'a',
  'crashRules[].trigger': 'panic',
  'crashRules[].begins': 'a',
  'loadRules[].trigger': 'loaded',
  'loadRules[].pattern': 'a',
};

const fields = fieldsOf(machineSchema);

function kindsOf(schema: Schema): Kind[] {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'choice':
      return shape.options.flatMap(kindsOf);
    case 'nullable':
      return ['null', ...kindsOf(shape.wrapped)];
    case 'map':
      return ['object'];
    case 'values':
      return [];
    case 'object':
    case 'list':
    case 'text':
    case 'number':
    case 'flag':
      return [shape.kind];
  }
}

/** The leaves under one field: itself, or the alternatives of which it is one. */
function leavesOf(schema: Schema): Schema[] {
  const shape = shapeOf(schema);
  if (shape.kind === 'choice') return shape.options.flatMap(leavesOf);
  if (shape.kind === 'nullable') return leavesOf(shape.wrapped);
  return [schema];
}

const leavesOfKind = (kind: Shape['kind']): { field: Field; leaf: Schema }[] =>
  fields.flatMap((field) =>
    leavesOf(field.schema)
      .filter((leaf) => shapeOf(leaf).kind === kind)
      .map((leaf) => ({ field, leaf })),
  );

/** A configuration in which one field has this value, and where it stands in it. */
function place(path: string, value: unknown): { config: unknown; at: string } {
  const keys = path.split(/\.|(?=\[)/);
  const build = (index: number): unknown => {
    const key = keys[index];
    if (key === undefined) return value;
    const inner = build(index + 1);
    if (key === '[]') return [inner];
    const outer = keys.slice(0, index).join('.').replaceAll('.[', '[');
    return { ...required(outer), [key === '*' ? 'NAME' : key]: inner };
  };
  return { config: build(0), at: path.replaceAll('[]', '[0]').replace('*', 'NAME') };
}

/** What an object must contain in any case. */
function required(outer: string): Record<string, unknown> {
  const prefix = outer === '' ? '' : `${outer}.`;
  const inside = fields.filter(
    ({ path, schema }) =>
      path.startsWith(prefix) && /^[A-Za-z]+$/.test(path.slice(prefix.length)) && !isOptional(schema),
  );
  return Object.fromEntries(inside.map(({ path }) => [path.slice(prefix.length), SAMPLES[path]]));
}

function problemsOf(config: unknown): readonly Problem[] {
  try {
    validate(config);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems;
  }
}

function assertOneProblem(path: string, value: unknown): string {
  const { config, at } = place(path, value);
  const problems = problemsOf(config);
  const shown = `${path} = ${JSON.stringify(value)}: ${JSON.stringify(problems)}`;
  assert.equal(problems.length, 1, shown);
  assert.equal(problems[0]?.path, at, shown);
  const { message } = problems[0];
  assert.match(message, /^\S[^\n]{5,400}$/, shown);
  assert.doesNotMatch(message, /\{\d\}|undefined|\[object/, shown);
  return message;
}

describe('every field of the configuration', () => {
  it('every field of the configuration is found in the schema, however deep', () => {
    const paths = fields.map(({ path }) => path);
    assert.ok(paths.length >= 56, String(paths.length));
    for (const path of [
      'type',
      'serial[].name',
      'drives[].interface',
      'network.forward[]',
      'env.*',
      'ready.port',
    ])
      assert.ok(paths.includes(path), path);
    assert.equal(new Set(paths).size, paths.length, 'no path twice');
  });

  for (const { path, schema } of fields) {
    it(`${path} says what it wants instead of a value of another kind`, () => {
      const right = kindsOf(schema);
      const wrong = (Object.keys(KINDS) as Kind[]).filter((kind) => !right.includes(kind));
      assert.ok(wrong.length >= 3);
      for (const kind of wrong) {
        const message = assertOneProblem(path, KINDS[kind]);
        assert.match(message, /expected .+, got /, `${path}: ${message}`);
      }
    });
  }

  it('no field accepts a bogus word where only some words are allowed', () => {
    const words = leavesOfKind('values');
    assert.ok(words.length >= 7);
    for (const { field } of words) assertOneProblem(field.path, 'bogus');
  });

  it('no field accepts an empty text or a NUL', () => {
    const texts = leavesOfKind('text');
    assert.ok(texts.length >= 25);
    for (const { field } of texts) {
      assert.match(assertOneProblem(field.path, 'a\0b'), /NUL|only|such as|topology/);
      if (!MAY_BE_EMPTY.includes(field.path)) assert.match(assertOneProblem(field.path, ''), /^is empty/);
      else
        assert.ok(!problemsOf(place(field.path, '').config).some(({ message }) => message.includes('empty')));
    }
  });

  it('no field accepts text of another form where one is asked for', () => {
    const formed = leavesOfKind('text').filter(({ leaf }) => plainSchema(leaf).pattern !== undefined);
    assert.ok(formed.length >= 4);
    for (const { field } of formed)
      assert.match(assertOneProblem(field.path, '!?'), /^expected .+, got "!\?"$/);
  });

  it('no field accepts a number out of range, or a half where a whole is asked for', () => {
    const numbers = leavesOfKind('number');
    assert.ok(numbers.length >= 9);
    for (const { field, leaf } of numbers) {
      const { minimum, maximum, type } = plainSchema(leaf) as {
        minimum: number;
        maximum: number;
        type: string;
      };
      assert.match(assertOneProblem(field.path, minimum - 1), /^expected at least/);
      assert.match(assertOneProblem(field.path, maximum + 1), /^expected at most/);
      for (const odd of [NaN, Infinity, -Infinity]) assertOneProblem(field.path, odd);
      if (type === 'integer')
        assert.match(assertOneProblem(field.path, minimum + 0.5), /^expected a whole number/);
    }
  });

  it('an unknown field beside each known one is named with its whole path', () => {
    const objects = [{ path: '', schema: machineSchema as Schema }, ...fields].flatMap(({ path, schema }) =>
      leavesOf(schema).flatMap((leaf) => (shapeOf(leaf).kind === 'object' ? [path] : [])),
    );
    assert.ok(objects.length >= 7);
    for (const outer of objects) {
      const path = outer === '' ? 'zzzz' : `${outer}.zzzz`;
      assert.equal(assertOneProblem(path, 1), 'unknown field');
    }
  });
});
