import type {
  CoverageFound,
  CoverageOptions,
  MachineApi,
  RunConfiguration,
  RunOptions,
  RunResult,
  StepsOptions,
  TestRunApi,
  WrittenStep,
} from '../api';
import type { Machine } from '../machine/machine';

/** What other extensions are given for a machine. */
export type FaceOf = (machine: Machine) => MachineApi;

/** What of the API is in bundles of its own, which load when it is first asked for. */
export interface LazyVerbs {
  takeSteps(machine: Machine, steps: readonly WrittenStep[], options?: StepsOptions): Promise<RunResult>;
  runTests(config: RunConfiguration, options: RunOptions | undefined, faceOf: FaceOf): TestRunApi;
  coverage(machine: Machine, options?: CoverageOptions): Promise<CoverageFound>;
  startCoverageMark(machine: Machine): Promise<number>;
}
