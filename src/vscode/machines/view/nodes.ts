import type { Drive, Processor } from '../../../machine/facts/hardware';
import type { Machine } from '../../../machine/machine';
import type { MachinePort } from '../../../machine/machineParts';
import type { KeptOutput } from '../../../machine/runs/keptOutput';
import type { KeptPort, RunRecord } from '../../../machine/runs/runRecord';

/**
 * What the view shows. `id` and `port`, or `output` and `index`, are what commands understand that a menu of the view hands a node
 * to: see `pickMachine`, `pickPort` and `keptIn`.
 */
export type TreeNode =
  | { readonly kind: 'machine'; readonly id: string; readonly machine: Machine }
  | {
      readonly kind: 'port';
      readonly id: string;
      readonly port: string;
      readonly machine: Machine;
      readonly shown: MachinePort;
    }
  | { readonly kind: 'origin'; readonly id: string; readonly machine: Machine }
  | { readonly kind: 'processors'; readonly id: string; readonly machine: Machine }
  | { readonly kind: 'processor'; readonly id: string; readonly processor: Processor }
  | { readonly kind: 'drives'; readonly id: string; readonly machine: Machine }
  | { readonly kind: 'drive'; readonly id: string; readonly drive: Drive }
  /** Why something could not be listed. */
  | { readonly kind: 'problem'; readonly text: string }
  | { readonly kind: 'runs' }
  | { readonly kind: 'run'; readonly run: RunRecord; readonly output: KeptOutput }
  | {
      readonly kind: 'runPort';
      readonly run: RunRecord;
      readonly output: KeptOutput;
      readonly index: number;
      readonly port: KeptPort;
    };
