import type { MachineConfiguration } from '../../../src/api';
import type { Control } from './control';

/** A guest that prints to one port as fast as it can. Every road runs the same one. */
export interface Flood {
  /** For the product. The measured port is the last one. */
  readonly config: MachineConfiguration;
  /** For QEMU started by hand: program and arguments, without ports. */
  readonly command: readonly string[];
  /** The arguments that join a chardev of this id to the measured port. The control port, if any, comes before. */
  readonly attach: (chardev: string) => readonly string[];
  /** What makes the guest begin, spoken on the first port; absent where it floods from the start. */
  readonly begin?: (control: Control) => Promise<void>;
}
