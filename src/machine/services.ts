import type { TaskGroup } from '../concurrency/taskGroup';
import type { Logger } from '../log/logger';
import type { SerialClient } from '../serial/client';
import type { ImageFacts } from './image';

/** Keeps values across windows, as VS Code's `Memento` does. What it gives back may be anything. */
export interface FeatureMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** What the machine room needs from its owner. */
export interface MachineServices {
  /** Every machine is a group in here. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** `dist/serialWorker.js`. */
  readonly workerFile: string;
  /** `dist/guard.js`. */
  readonly guardFile: string;
  /** English text → the language of the editor, for threads; none in English. */
  readonly translations?: Readonly<Record<string, string>>;
  /** The program that runs the guard's file, with its first arguments; our own Node unless told. */
  readonly guardCommand?: readonly string[];
  /** Keeps what QEMU can do for other windows; if absent, each window asks for itself. */
  readonly memory?: FeatureMemory;
  /** Starts a serial worker; `SerialClient.start` unless a test stands in for it. */
  readonly startSerial?: StartSerial;
  /** The window's. Read at each start, so that a changed setting counts from the next machine on. */
  readonly settings: () => MachineSettings;
}

/** What a machine uses of its serial worker. */
export type SerialThread = Pick<
  SerialClient,
  | 'chardevs'
  | 'onDidChangeDisk'
  | 'onDidFindCrash'
  | 'onDidMeetTrouble'
  | 'onDidTellLoads'
  | 'lastCrash'
  | 'loads'
  | 'ports'
  | 'connected'
  | 'setQemuPid'
  | 'guestReset'
  | 'count'
  | 'threadId'
  | 'stopped'
  | 'drain'
  | 'untilRead'
  | 'settled'
  | 'stop'
  | 'snapshot'
  | 'test'
>;

export type StartSerial = (...parameters: Parameters<typeof SerialClient.start>) => Promise<SerialThread>;

export interface MachineSettings {
  /** Where QEMU is installed, absolute; empty: PATH and well-known places. */
  readonly installDirectory: string;
  /** `auto` is `spool` if QEMU can write it, else `socket`. */
  readonly transport: 'auto' | 'spool' | 'socket';
  /** Bytes kept of each port's output. */
  readonly spoolLimitBytes: number;
  /** What happens when the disk that output goes to is nearly full. */
  readonly onDiskFull: 'pause' | 'warn';
  readonly maxMachinesStarting: number;
  /** Where machines' directories go; the system's temporary directory unless told. */
  readonly baseDirectory?: string;
}

/** What a start may be asked for besides the configuration, mostly by a debugger. */
export interface StartOptions {
  /** Those of the configuration's folder; the window's unless told. */
  readonly settings?: MachineSettings;
  /** What the image is, for a caller that has looked at it already. */
  readonly image?: ImageFacts;
  /** Leave the machine before its first instruction: a debugger does the first continue. */
  readonly holdAtReset?: boolean;
  /** Have QEMU listen for a debugger on a private socket. */
  readonly gdbStub?: boolean;
  /** Further QEMU arguments, before the configuration's own. */
  readonly extraArgs?: readonly string[];
  /** Stop instead of resetting at a triple fault, and instead of ending at a panic, with all registers as they were. */
  readonly postMortem?: boolean;
  /** Have QEMU log what the guest gives its UARTs, among the code that it translates: which line was printed before which code ran. */
  readonly tracesOutput?: boolean;
}
