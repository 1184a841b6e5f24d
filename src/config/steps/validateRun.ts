import { merge } from '../merge';
import { isObject } from '../shape';
import type { MachineConfiguration, PartialConfiguration } from '../types';
import { findContradictions } from '../validation/rules';
import { validateAs } from '../validation/validate';
import { findRunContradictions } from './runRules';
import { type RunConfiguration, runSchema } from './runSchema';

/**
 * Checks a configuration with its steps and tests.
 * @param defaults The setting `qemu.defaults`, already valid.
 * @throws {ConfigurationError} with every problem, not only the first.
 */
export function validateRun(input: unknown, defaults: PartialConfiguration = {}): RunConfiguration {
  return validateAs(runSchema, input, (value) => [
    ...findContradictions(isObject(value) ? merge(value as RunConfiguration, defaults) : value),
    ...findRunContradictions(value),
  ]);
}

/** The machine of a run, without what is to be done with it. */
export function machineOf({
  steps: _,
  stepLists: _lists,
  tests: _tests,
  onFailure: _onFailure,
  retries: _retries,
  ...machine
}: RunConfiguration): MachineConfiguration {
  return machine;
}
