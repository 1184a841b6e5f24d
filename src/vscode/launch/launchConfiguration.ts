import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { MachineDefaults } from '../../config/defaults';
import type { ResolvedConfiguration } from '../../config/resolved';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { Problem } from '../../config/validation/problems';
import { hasRun, validate } from '../../config/validation/validate';
import { substitute, type VariableValues } from '../../config/variables';
import { currentSettings } from '../editor/settings';
import type { LaunchFollower, LaunchPlan, PlanRun } from './launchedRun';

export interface PreparedConfiguration {
  readonly config: ResolvedConfiguration;
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
  folder = vscode.workspace.workspaceFolders?.[0],
  runs?: RunPlanning,
): PreparedConfiguration {
  const { base, defaults, problems, variables } = settingsOf(folder);
  const filled = substitute(written, variables);
  const plan = runs && hasRun(filled) ? runs.plan?.(filled, defaults.machine, runs.follower) : undefined;
  return {
    config: resolveConfiguration(plan?.machine ?? validate(filled, defaults.machine), defaults, base),
    ...(plan && { begin: (machine, say) => plan.begin(machine, say) }),
    warnings: problems.map(({ path, message }) =>
      vscode.l10n.t('The setting {0} is ignored: {1}', path, message),
    ),
  };
}

/** What fills in the configurations of a folder. */
export interface FolderSettings {
  readonly defaults: MachineDefaults;
  readonly problems: readonly Problem[];
  readonly variables: VariableValues;
  /** Where relative paths start. */
  readonly base: string;
}

export function settingsOf(folder: vscode.WorkspaceFolder | undefined): FolderSettings {
  const { defaults, problems } = currentSettings(folder?.uri);
  const workspaceFolder = folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
  const variables = { ...(workspaceFolder !== undefined && { workspaceFolder }) };
  const machine = substitute(defaults.machine, variables);
  return { defaults: { ...defaults, machine }, problems, variables, base: workspaceFolder ?? homedir() };
}
