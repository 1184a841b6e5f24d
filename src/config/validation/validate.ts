import * as v from 'valibot';
import { merge } from '../merge';
import { inEnglish, type Say, sayWith, type Translate } from './messages';
import { findProblems, type Problem } from './problems';
import { findContradictions } from './rules';
import { machineSchema, partialSchema } from '../schema';
import { isObject, type Schema } from '../shape';
import type { MachineConfiguration, PartialConfiguration } from '../types';

/** Everything that is wrong with a configuration. The message is for people: one line a problem. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    readonly problems: readonly Problem[],
    say: Say = sayWith(inEnglish),
  ) {
    const lines = problems.map(
      ({ path, message }) => `${path === '' ? say('configuration') : path}: ${message}`,
    );
    super(lines.length === 1 ? lines[0] : [say('summary', lines.length), ...lines].join('\n'));
  }
}

export interface ValidateOptions {
  /** The setting `qemu.defaults`, already valid: what is missing may stand there, a kernel for `append` for example. */
  readonly defaults?: PartialConfiguration;
  /** Puts the messages into the person's language. */
  readonly translate?: Translate;
}

/**
 * Checks a task's configuration, or what `launch()` was given.
 * @returns a copy without the fields that are `undefined`.
 * @throws {ConfigurationError} with every problem, not only the first.
 */
export function validate(input: unknown, options: ValidateOptions = {}): MachineConfiguration {
  const contradictions = (value: unknown, say: Say): Problem[] => {
    const whole = isObject(value) ? merge(value as MachineConfiguration, options.defaults ?? {}) : value;
    return findContradictions(whole, say);
  };
  return validateAs(machineSchema, input, contradictions, options.translate);
}

/**
 * Checks the setting `qemu.defaults`; paths in messages start with it.
 * @throws {ConfigurationError}
 */
export function validateDefaults(input: unknown, translate?: Translate): PartialConfiguration {
  return validateAs(partialSchema, input, () => [], translate, 'qemu.defaults');
}

/**
 * Checks against any schema of this room: what launch configurations will be checked with.
 * @param contradictions Finds what no single field can be blamed for; its finds count only where fields are right.
 * @param prefix Put before every path.
 * @throws {ConfigurationError}
 */
export function validateAs<T extends Schema>(
  schema: T,
  input: unknown,
  contradictions: (value: unknown, say: Say) => Problem[],
  translate: Translate = inEnglish,
  prefix = '',
): v.InferOutput<T> {
  const say = sayWith(translate);
  const value = withoutUndefined(input);
  const problems = findProblems(schema, value, say, prefix);
  const blamed = problems.map(({ path }) => path);
  const also = contradictions(value, say).filter(({ path }) => !blamed.some((other) => touches(path, other)));
  if (problems.length + also.length > 0) throw new ConfigurationError([...problems, ...also], say);
  return v.parse(schema, value);
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
