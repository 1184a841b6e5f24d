import * as vscode from 'vscode';
import type { ResolvedConfiguration } from '../../config/resolved';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import { hasRun, validate } from '../../config/validation/validate';
import { substitute } from '../../config/variables';
import type { MachineSettings } from '../../machine/services';
import { currentSettings } from '../editor/settings';
import type { LaunchFollower, LaunchPlan, PlanRun } from './launchedRun';

export interface PreparedConfiguration {
  readonly config: ResolvedConfiguration;
  /** Those of its folder. */
  readonly settings: MachineSettings;
  /** Settings that are wrong and were replaced by their defaults, one sentence each. */
  readonly warnings: readonly string[];
  /** Begins what is to be done with the machine, if anything is. */
  readonly begin?: LaunchPlan['begin'];
}

/** How runs are planned, and who follows this one. */
export interface RunPlanning {
  readonly plan: PlanRun | undefined;
  readonly follower?: LaunchFollower | undefined;
}

/**
 * Makes what a person wrote ready for the machine room: checked, with our variables substituted, and with everything
 * decided that it leaves open. Relative paths start at the folder.
 * @param runs Unless given, steps and tests are left out.
 * @throws {ConfigurationError} that names every wrong field.
 */
export function prepareConfiguration(
  written: unknown,
  folder?: vscode.WorkspaceFolder,
  runs?: RunPlanning,
): PreparedConfiguration {
  const { base, defaults, machine, problems, variables } = currentSettings(folder);
  const filled = substitute(written, variables);
  const plan = runs && hasRun(filled) ? runs.plan?.(filled, defaults.machine, runs.follower) : undefined;
  return {
    config: resolveConfiguration(plan?.machine ?? validate(filled, defaults.machine), defaults, base),
    settings: machine,
    ...(plan && { begin: (machine, say) => plan.begin(machine, say) }),
    warnings: problems.map(({ path, message }) =>
      vscode.l10n.t('The setting {0} is ignored: {1}', path, message),
    ),
  };
}
