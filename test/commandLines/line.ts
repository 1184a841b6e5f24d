import type { MachineConfiguration } from '../../src/api';

/** A command line as people have it, and what a careful person would write for it. */
export interface CommandLine {
  readonly name: string;
  readonly text: string;
  /** What a person answers when asked for variables. */
  readonly values?: Readonly<Record<string, string>>;
  readonly expected: MachineConfiguration;
  /** A part of each change that is told, as `option: why`, in order. */
  readonly changes: readonly string[];
}

export const WINDOW = '-display: QEMU would open a window';
export const NOGRAPHIC = '-nographic: the serial port is this terminal';
