import {
  attachSchema,
  launchSchema,
  type AttachConfiguration,
  type DebugConfiguration,
  type LaunchConfiguration,
} from './debugSchema';
import { findDebugContradictions } from './debugRules';
import { merge } from '../merge';
import type { Say } from '../validation/messages';
import type { Problem } from '../validation/problems';
import { findContradictions } from '../validation/rules';
import { machineFields } from '../schema';
import { isObject } from '../shape';
import type { MachineConfiguration } from '../types';
import { validateAs, type ValidateOptions } from '../validation/validate';

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
 * @throws {ConfigurationError} with every problem.
 */
export function validateDebug(input: unknown, options: ValidateOptions = {}): DebugConfiguration {
  const own = withoutEditorFields(input);
  const attach = isObject(own) && own['request'] === 'attach';
  return attach ? validateAttach(own, options) : validateLaunch(own, options);
}

/** The part of a launch configuration that says what machine to run. */
export function machinePart(config: LaunchConfiguration): MachineConfiguration {
  const known = Object.entries(config).filter(([key]) => Object.hasOwn(machineFields, key));
  return { type: 'qemu', ...(Object.fromEntries(known) as Omit<MachineConfiguration, 'type'>) };
}

function validateLaunch(input: unknown, options: ValidateOptions): LaunchConfiguration {
  const contradictions = (value: unknown, say: Say): Problem[] => {
    if (!isObject(value)) return [];
    const whole = merge(value as MachineConfiguration, options.defaults ?? {});
    return [...findContradictions(whole, say), ...findDebugContradictions(whole, say)];
  };
  return validateAs(launchSchema, input, contradictions, options.translate);
}

function validateAttach(input: unknown, options: ValidateOptions): AttachConfiguration {
  return validateAs(attachSchema, input, findDebugContradictions, options.translate);
}

function withoutEditorFields(input: unknown): unknown {
  if (!isObject(input)) return input;
  const kept = Object.entries(input).filter(([key]) => !EDITOR_FIELDS.has(key) && !key.startsWith('__'));
  return Object.fromEntries(kept);
}
