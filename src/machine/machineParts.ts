import type { ResolvedSerial } from '../config/resolved';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { Logger } from '../log/logger';
import type { SerialPort } from '../serial/client';
import type { MachineDirectory } from './directory/machineDirectory';
import type { Stopper } from './stopper';
import type { QmpClient } from './qmp/client';
import type { MachineSettings, SerialThread } from './services';
import type { QemuFeatures } from './command/qemuFeatures';
import type { QemuProcess } from './qemu/qemuProcess';
import type { ResolvedMachine } from './command/resolve';

/** One serial port of a machine. */
export interface MachinePort {
  readonly name: string;
  readonly serial: SerialPort;
  readonly config: ResolvedSerial;
  /** Its id in QEMU. */
  readonly chardev: string;
  /** The Unix socket by which other programs share it; none unless it is to be shared. */
  readonly socket?: string;
}

/** What a machine was started as. */
interface MachinePlan {
  readonly id: string;
  readonly resolved: ResolvedMachine;
  readonly features: QemuFeatures;
  readonly onDiskFull: MachineSettings['onDiskFull'];
}

/** What keeps a machine from outliving us; both are given back at its end. */
export interface MachinePlace {
  readonly directory: MachineDirectory;
  /** Lets the guard go, if no other machine holds it. */
  releaseGuard(): Promise<void>;
}

/** QEMU and how it is reached. */
export interface RunningQemu {
  readonly process: QemuProcess;
  readonly qmp: QmpClient;
  readonly stopper: Stopper;
  /** Where a debugger connects: a socket's path, on Windows `127.0.0.1:port`. */
  readonly gdbStub: string | undefined;
}

export interface SerialSide {
  readonly thread: SerialThread;
  readonly stopper: Stopper;
  /** Whether any port is a socket, whose peer QEMU may block on. */
  readonly usesSockets: boolean;
}

export interface AttachedSerial extends SerialSide {
  /**
   * Resolves when the worker reads and writes the ports; the guest may run by then.
   * @throws {QmpClosedError} when QEMU ends first; the worker's error.
   */
  readonly attached: Promise<void>;
}

/** What a machine runs in, and where it writes what it does. */
interface MachineContext {
  /** The machine's own group, and the one that this group is in. */
  readonly group: TaskGroup;
  readonly tasks: TaskGroup;
  readonly log: Logger;
  readonly qmpLog: Logger;
}

/** What a start hands over to a machine, and a machine to its end. */
export interface MachineParts {
  readonly plan: MachinePlan;
  readonly place: MachinePlace;
  readonly qemu: RunningQemu;
  readonly serial: AttachedSerial;
  readonly ports: readonly MachinePort[];
  readonly context: MachineContext;
}
