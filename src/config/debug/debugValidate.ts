import { attachSchema, launchSchema, type DebugConfiguration, type LaunchConfiguration } from './debugSchema';
import { findDebugContradictions } from './debugRules';
import { merge } from '../merge';
import type { Problem } from '../validation/problems';
import { findContradictions } from '../validation/rules';
import { machineFields } from '../schema';
import { isObject } from '../shape';
import type { MachineConfiguration, PartialConfiguration } from '../types';
import { validateAs } from '../validation/validate';

/** Fields of launch.json that are VS Code's own and nobody else's business. */
const EDITOR_FIELDS = new Set([
  'preLaunchTask',
  'postDebugTask',
  'presentation',
  'internalConsoleOptions',
  'debugServer',
  'serverReadyAction',
  'suppressMultipleSessionWarning',
  'windows',
  'linux',
  'osx',
  'noDebug',
]);

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
  const kept = Object.entries(input).filter(([key]) => !EDITOR_FIELDS.has(key) && !key.startsWith('__'));
  return Object.fromEntries(kept);
}
