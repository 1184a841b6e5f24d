import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import type { DebugTarget } from '../target/target';

/** Whose work a session is, and where it writes. */
export interface SessionContext {
  readonly group: TaskGroup;
  readonly log: Logger;
}

/** What every session is told about itself, whatever debugger it uses. */
export interface SessionParts extends SessionContext {
  /** Decided before the session began; the session says it when it can. */
  readonly note: string;
  readonly stopAtEntry: boolean;
  /** Whether the machine was told to stop instead of resetting or ending. */
  readonly postMortem: boolean;
  /** Whether Restart resets the machine; otherwise the editor ends the session and starts another. */
  readonly restartResets: boolean;
  /** Starts or finds the machine. The signal aborts when the user cancels. */
  open(signal: AbortSignal): Promise<DebugTarget>;
}
