import * as vscode from 'vscode';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { RunPlan } from '../../../config/steps/resolvedRun';
import { resolveRun } from '../../../config/steps/resolveRun';
import type { RunConfiguration } from '../../../config/steps/runSchema';
import { validateRun } from '../../../config/steps/validateRun';
import { substitute } from '../../../config/variables';
import { Tries } from '../../../harness/verdict/tries';
import type { Machine } from '../../../machine/machine';
import { currentSettings } from '../../editor/settings';
import type { LaunchFollower } from '../../launch/launchedRun';
import type { Services } from '../../services';
import type { TestConfiguration } from '../found/testConfiguration';
import { FollowedRun } from './followedRun';

/** A debug session may take a day. */
const LONGEST_SECONDS = 86_400;

/** The run that a configuration describes. @throws {ConfigurationError} that names every wrong field. */
export function checkedRun({ written, folder }: TestConfiguration): RunConfiguration {
  const { defaults, variables } = currentSettings(folder);
  return validateRun(substitute(written, variables), defaults.machine);
}

/**
 * Reads the tests of a machine that is debugged, and judges them when it has ended. To be called before its first instruction.
 * @param tasks The run belongs to it.
 */
export function runDebugged(
  services: Services,
  machine: Machine,
  checked: RunConfiguration,
  { follower, tasks }: { readonly follower: LaunchFollower; readonly tasks: TaskGroup },
): void {
  const run = new FollowedRun(services, {
    machine,
    plan: withoutLimits(resolveRun(checked, machine.config.serial)),
    tries: new Tries(0),
    say: () => undefined,
    follower,
    translations: vscode.l10n.bundle,
  });
  void tasks.run(`tests of ${machine.name}`, () => run.judge());
}

/** A person who debugs takes the steps, and says when it is over: only the machine's end counts, and no crash ends it. */
function withoutLimits({ tests }: RunPlan): RunPlan {
  const plan = { steps: [], onFailure: 'keep', retries: 0 } as const;
  if (!tests) return plan;
  const { until: _, ...read } = tests;
  return { ...plan, tests: { ...read, timeoutSeconds: LONGEST_SECONDS } };
}
