/** The levels of VS Code's `LogOutputChannel`, lowest first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** One line of the log: who said what, when. Plain data, so that it crosses threads. */
export interface LogRecord {
  /** Milliseconds since the epoch, with a fraction. Taken where the line arose, not where it is shown. */
  readonly time: number;
  readonly level: LogLevel;
  /** The process that spoke: ours, a QEMU's, a GDB's. */
  readonly pid: number;
  /** `threadId` of the worker that spoke; 0 is a process's main thread. */
  readonly thread: number;
  /** Which part of which machine: `qemu stderr`, `qmp`, `serial`, `extension`, … prefixed by the machine's name. */
  readonly source: string;
  /** The loop or task that spoke; empty outside any. */
  readonly loop: string;
  readonly text: string;
}
