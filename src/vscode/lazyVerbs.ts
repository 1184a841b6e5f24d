import type { CoverageFound, CoverageOptions, MachineApi, QemuSerialDebugApi } from '../api';
import type { Machine } from '../machine/machine';

/** What other extensions are given for a machine. */
export type FaceOf = (machine: Machine) => MachineApi;

type Api = QemuSerialDebugApi;

/** What of the API is in bundles of its own, which load when it is first asked for. */
export interface LazyVerbs {
  runSteps(faceOf: FaceOf, ...order: Parameters<Api['runSteps']>): ReturnType<Api['runSteps']>;
  runTests(faceOf: FaceOf, ...order: Parameters<Api['runTests']>): ReturnType<Api['runTests']>;
  coverage(machine: Machine, options?: CoverageOptions): Promise<CoverageFound>;
  startCoverageMark(machine: Machine): Promise<number>;
}
