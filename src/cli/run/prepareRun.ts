import * as l10n from '@vscode/l10n';
import { machineDefaults, readSettings, type SettingsReading } from '../../config/manifest/settings';
import type { ResolvedConfiguration } from '../../config/resolved';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { RunPlan } from '../../config/steps/resolvedRun';
import { resolveRun } from '../../config/steps/resolveRun';
import { machineOf, validateRun } from '../../config/steps/validateRun';
import { editorVariable } from '../../config/writtenRun';
import { substitute } from '../../config/variables';
import { machineSettings } from '../../machine/machineSettings';
import type { MachineSettings } from '../../machine/services';
import { UsageError } from '../usage';
import type { WrittenRun } from './configurationFile';

/** A machine, and what is to be done with it. */
export interface PreparedRun {
  readonly config: ResolvedConfiguration;
  readonly plan: RunPlan;
  readonly settings: MachineSettings;
  /** What a person should know of it, a sentence each. */
  readonly notices: readonly string[];
}

/** Of a configuration without a workspace. */
const NO_SETTINGS = readSettings(() => undefined);

/**
 * Makes what a person wrote ready: variables, checks, defaults.
 * @throws {UsageError} for a variable that only the editor knows; {ConfigurationError} that names every wrong field.
 */
export function prepareRun(
  { written, folder }: WrittenRun,
  { settings, problems }: SettingsReading = NO_SETTINGS,
): PreparedRun {
  const filled = substitute(written, { workspaceFolder: folder });
  const unknown = editorVariable(filled);
  if (unknown !== undefined)
    throw new UsageError(
      l10n.t('{0} means something in the editor only.', unknown),
      l10n.t('Use ${workspaceFolder}, ${userHome} or ${env:NAME}.'),
    );
  const run = validateRun(filled, settings.defaults);
  const config = resolveConfiguration(machineOf(run), machineDefaults(settings), folder);
  return {
    config,
    plan: resolveRun(run, config.serial),
    settings: machineSettings(settings),
    notices: [...problems.map(({ path, message }) => `${path}: ${message}`), ...config.notices],
  };
}
