import type { MachineConfiguration } from '../../../src/api';
import type { Dialogue } from '../../support/dialogue';

/** How long a guest may take to boot, or to crash, on a slow computer, in milliseconds. */
export const LIMIT_MS = 240_000;

/** A guest, and what a person does for it to crash. */
export interface CrashingGuest {
  readonly configuration: MachineConfiguration;
  /** Its shell's; a guest that has none crashes by itself. */
  readonly prompt: string;
  /** Goes on until the guest has printed the last of its report. */
  readonly crash: (guest: Dialogue) => Promise<unknown>;
  /** Of the report. */
  readonly title: string;
}
