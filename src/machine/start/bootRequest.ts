import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Guard } from '../guard/guard';
import type { MachineServices, MachineSettings, StartOptions } from '../services';
import type { FeatureProbe } from '../command/featureProbe';
import type { ResolvedMachine } from '../command/resolve';
import type { KeepRun } from '../runs/endedRun';

/** What a boot is given. */
export interface BootRequest {
  readonly id: string;
  readonly resolved: ResolvedMachine;
  readonly options: StartOptions;
  readonly services: MachineServices;
  /** Takes what the machine leaves at its end; absent: nothing is kept. */
  readonly keepRun: KeepRun | undefined;
  readonly settings: MachineSettings;
  readonly probe: FeatureProbe;
  readonly guard: Guard;
  /** Where the machine's directory goes. */
  readonly base: string;
  /** The machine's own group. */
  readonly group: TaskGroup;
  readonly progress: (text: string) => void;
}
