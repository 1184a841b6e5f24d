import { attachSchema, launchSchema, type DebugConfiguration, type LaunchConfiguration } from './debugSchema';
import { findDebugContradictions } from './debugRules';
import { merge } from '../merge';
import { LAUNCH_FIELDS } from '../editorFields';
import { runFields } from '../steps/runSchema';
import type { Problem } from '../validation/problems';
import { findContradictions } from '../validation/rules';
import { machineFields } from '../schema';
import { isObject } from '../shape';
import type { MachineConfiguration, PartialConfiguration } from '../types';
import { validateAs } from '../validation/validate';

/**
 * Checks a launch or attach configuration. What belongs to VS Code is left out of the result, `noDebug` too.
 * @param defaults The setting `qemu.defaults`, already valid.
 * @throws {ConfigurationError} with every problem.
 */
export function validateDebug(input: unknown, defaults: PartialConfiguration = {}): DebugConfiguration {
  const own = withoutEditorFields(input);
  const attach = isObject(own) && own['request'] === 'attach';
  return attach ? validateAs(attachSchema, own, findDebugContradictions) : validateLaunch(own, defaults);
}

/** The part of a launch configuration that says what machine to run. */
export function machinePart(config: LaunchConfiguration): MachineConfiguration {
  const known = Object.entries(config).filter(([key]) => Object.hasOwn(machineFields, key));
  return { type: 'qemu', ...(Object.fromEntries(known) as Omit<MachineConfiguration, 'type'>) };
}

function validateLaunch(input: unknown, defaults: PartialConfiguration): LaunchConfiguration {
  const contradictions = (value: unknown): Problem[] => {
    if (!isObject(value)) return [];
    const whole = merge(value as MachineConfiguration, defaults);
    return [...findContradictions(whole), ...findDebugContradictions(whole)];
  };
  return validateAs(launchSchema, input, contradictions);
}

function withoutEditorFields(input: unknown): unknown {
  if (!isObject(input)) return input;
  const kept = Object.entries(input).filter(([key]) => !isForeign(key));
  return Object.fromEntries(kept);
}

/** Steps and tests are for runs without the editor. */
const isForeign = (key: string): boolean =>
  LAUNCH_FIELDS.has(key) || key.startsWith('__') || key in runFields;
