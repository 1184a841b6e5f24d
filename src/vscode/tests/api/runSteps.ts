import * as vscode from 'vscode';
import type { MachineApi, RunConfiguration, RunResult, StepsOptions, WrittenStep } from '../../../api';
import type { FaceOf } from '../../lazyVerbs';
import type { Services } from '../../services';
import { takeSteps } from './takeSteps';
import { TestRun } from './testRun';

/** What `runSteps` of the API does. */
export async function runSteps(
  services: Services,
  faceOf: FaceOf,
  on: MachineApi | RunConfiguration,
  steps: readonly WrittenStep[],
  options?: StepsOptions,
): Promise<RunResult> {
  if (!('onDidFindCrash' in on))
    return await new TestRun(services, faceOf, { ...on, steps: [...steps] }, options).result;
  const machine = services.registry.machines.find(({ id }) => id === on.id);
  if (!machine) throw new Error(vscode.l10n.t('{0} has ended.', on.name));
  return await takeSteps(services, machine, steps, options);
}
