import type { LoopDelay } from './eventLoop';
import type { BuiltInFlood } from './builtIn';
import type { FloodInWindow } from './flood';
import type { KeyResult } from './keys';
import type { SpoolInWindow } from './spool';

/** What the suite in VS Code measures, as it is handed to the process outside. */
export interface WindowResult {
  readonly loadMs: number;
  readonly activateMs: number;
  /** How often a function that reads files, or starts a process or thread, was called in `activate()`. */
  readonly touches: readonly string[];
  /** `activate()` of others in the same window, in milliseconds by the extension's name. */
  readonly wellKnown: Readonly<Record<string, number>>;
  readonly idle: LoopDelay;
  /** With a writer as fast as that of `spool`, of a file that nobody reads. */
  readonly writer: LoopDelay;
  readonly builtInFlood: BuiltInFlood;
  readonly key: KeyResult;
  readonly flood: FloodInWindow;
  readonly spool: SpoolInWindow;
  /** Resident bytes by kind of process. */
  readonly memory: Readonly<Record<'before' | 'after', Readonly<Record<string, number>>>>;
}
