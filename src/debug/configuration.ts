import type { MachineConfiguration } from '../config/types';

export type Debugger = 'auto' | 'gdb' | 'gdb-dap' | 'lldb-dap' | 'cppdbg' | 'none';

/** A file with further symbols, and where its sections were loaded when that is not where they were linked. */
export interface SymbolFile {
  readonly file: string;
  readonly offset?: string | number;
  readonly sections?: Readonly<Record<string, string | number>>;
}

/** What launch and attach share. */
export interface DebuggerFields {
  readonly program?: string;
  readonly debugger?: Debugger;
  readonly gdb?: string;
  readonly symbolFiles?: readonly (string | SymbolFile)[];
  readonly sourceMap?: Readonly<Record<string, string>>;
  readonly setupCommands?: readonly string[];
}

export interface LaunchFields extends DebuggerFields {
  readonly stopAtEntry?: boolean;
  readonly stopOnSymbol?: string;
  readonly postMortem?: boolean;
  readonly restart?: 'reset' | 'relaunch';
  readonly record?: string;
  readonly replay?: string;
}

/** A machine to debug: what QEMU is started with, and how it is debugged. */
export interface LaunchRequest extends LaunchFields {
  readonly machine: MachineConfiguration;
}
