import * as l10n from '@vscode/l10n';
import type { ResolvedConfiguration } from '../../config/resolved';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { RunPlan } from '../../config/steps/resolvedRun';
import { resolveRun } from '../../config/steps/resolveRun';
import { machineOf, validateRun } from '../../config/steps/validateRun';
import { editorVariable } from '../../config/writtenRun';
import { substitute } from '../../config/variables';
import { type FolderSettings, folderSettings } from '../../machine/folderSettings';
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

/**
 * Makes what a person wrote ready: variables, checks, defaults.
 * @param settings Those of its folder; the defaults unless told.
 * @throws {UsageError} for a variable that only the editor knows; {ConfigurationError} that names every wrong field.
 */
export function prepareRun(
  { written, folder }: WrittenRun,
  settings: FolderSettings = folderSettings(() => undefined, folder),
): PreparedRun {
  const { base, defaults, machine, problems, variables } = settings;
  const filled = substitute(written, variables);
  const unknown = editorVariable(filled);
  if (unknown !== undefined)
    throw new UsageError(
      l10n.t('{0} means something in the editor only.', unknown),
      l10n.t('Use ${workspaceFolder}, ${userHome} or ${env:NAME}.'),
    );
  const run = validateRun(filled, defaults.machine);
  const config = resolveConfiguration(machineOf(run), defaults, base);
  return {
    config,
    plan: resolveRun(run, config.serial),
    settings: machine,
    notices: [...problems.map(({ path, message }) => `${path}: ${message}`), ...config.notices],
  };
}
