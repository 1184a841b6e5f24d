import type { Machine } from './machine';

/** Who waits for a machine to start, and what they are told meanwhile. */
export interface StartWatcher {
  /** Cancels the start; once the machine runs, it has no effect. */
  readonly signal: AbortSignal;
  /** What the start is waiting for, for people. */
  progress?(text: string): void;
  /**
   * Called before the guest runs: a terminal that is opened here also shows the output of a guest that ends at once.
   */
  prepared?(machine: Machine): void;
}

/** The same watcher, whose start another signal cancels. */
export function withSignal(watcher: StartWatcher, signal: AbortSignal): StartWatcher {
  return {
    signal,
    progress: (text) => watcher.progress?.(text),
    prepared: (machine) => watcher.prepared?.(machine),
  };
}
