import * as v from 'valibot';
import { merge } from '../merge';
import { MESSAGES } from './messages';
import { findProblems, type Problem } from './problems';
import { findContradictions } from './rules';
import { machineSchema } from '../schema';
import { isObject, type Schema } from '../shape';
import type { MachineConfiguration, PartialConfiguration } from '../types';

/** Everything that is wrong with a configuration. The message is for people: one line a problem. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(
      ({ path, message }) => `${path === '' ? MESSAGES.configuration() : path}: ${message}`,
    );
    super(lines.length === 1 ? lines[0] : [MESSAGES.summary(lines.length), ...lines].join('\n'));
  }
}

/**
 * Checks a task's configuration, or what `launch()` was given.
 * @param defaults The setting `qemu.defaults`, already valid: it may hold what is missing, a kernel for `append` for
 * example.
 * @returns a copy without the fields that are `undefined`.
 * @throws {ConfigurationError} with every problem, not only the first.
 */
export function validate(input: unknown, defaults: PartialConfiguration = {}): MachineConfiguration {
  return validateAs(machineSchema, withoutRun(input), (value) =>
    findContradictions(isObject(value) ? merge(value as MachineConfiguration, defaults) : value),
  );
}

/**
 * Checks against any schema of this room.
 * @param contradictions Finds what no single field can be blamed for; its finds count only if those fields are right.
 * @throws {ConfigurationError}
 */
export function validateAs<T extends Schema>(
  schema: T,
  input: unknown,
  contradictions: (value: unknown) => Problem[],
): v.InferOutput<T> {
  const value = withoutUndefined(input);
  const problems = findProblems(schema, value);
  const blamed = problems.map(({ path }) => path);
  const also = contradictions(value).filter(({ path }) => !blamed.some((other) => touches(path, other)));
  if (problems.length + also.length > 0) throw new ConfigurationError([...problems, ...also]);
  return v.parse(schema, value);
}

/** Whether a configuration says what is to be done with its machine, and what is tested. */
export function hasRun(input: unknown): boolean {
  return isObject(input) && (input['steps'] !== undefined || input['tests'] !== undefined);
}

/** The editor's own bundle does without the schema of steps and tests (`steps/runSchema.ts`). */
function withoutRun(input: unknown): unknown {
  if (!isObject(input)) return input;
  const { steps: _, stepLists: _lists, tests: _tests, onFailure: _keep, retries: _again, ...machine } = input;
  return machine;
}

/** Whether two paths name the same field, or one a part of the other. */
const touches = (a: string, b: string): boolean => a === b || isInside(a, b) || isInside(b, a);

const isInside = (path: string, outer: string): boolean =>
  path.startsWith(outer) && (path[outer.length] === '.' || path[outer.length] === '[');

/** A plain copy, for the settings' objects are proxies, without fields that say nothing. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isObject(value)) return value;
  const said = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(said.map(([key, inner]) => [key, withoutUndefined(inner)]));
}
