import type { PartialConfiguration } from '../../../config/types';
import { RUN_DEFAULTS } from '../../../config/steps/runDefaults';
import { resolveRun } from '../../../config/steps/resolveRun';
import { machineOf, validateRun } from '../../../config/steps/validateRun';
import { Tries } from '../../../harness/verdict/tries';
import type { Translations } from '../../editor/translations';
import type { LaunchFollower, LaunchPlan } from '../../launch/launchedRun';
import type { Services } from '../../services';
import { FollowedRun } from './followedRun';
import { tellFailure } from './tellFailure';

/**
 * What a configuration says is to be done with its machine.
 * @param follower Who is told; without one, a failure is told to the person.
 * @throws {ConfigurationError} that names every wrong field.
 */
export function planRun(
  services: Services,
  translations: Translations | undefined,
  written: unknown,
  defaults: PartialConfiguration,
  follower: LaunchFollower | undefined,
): LaunchPlan {
  const run = validateRun(written, defaults);
  const tries = new Tries(run.retries ?? RUN_DEFAULTS.retries);
  const told = follower ?? tellFailure(services);
  return {
    machine: machineOf(run),
    begin: (machine, say) => {
      const plan = resolveRun(run, machine.config.serial);
      return new FollowedRun(services, { machine, plan, tries, say, follower: told, translations });
    },
  };
}
