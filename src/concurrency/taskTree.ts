/** What a node of the tree of running work is. */
export type TaskKind = 'group' | 'loop' | 'task' | 'daemon' | 'process' | 'thread' | 'queue';

/** One node of the tree that "Show Running Tasks" prints; plain data, so that it crosses threads. */
export interface TaskSnapshot {
  readonly name: string;
  readonly kind: TaskKind;
  /** Milliseconds since it started. */
  readonly ageMs: number;
  /** What it waits for now, and for how many milliseconds; absent while it works. */
  readonly waitingFor?: string;
  readonly waitingMs?: number;
  /** Anything else worth a few words: a pid, a queue's depth, a state. */
  readonly detail?: string;
  readonly children: readonly TaskSnapshot[];
}

/** What a task, loop or daemon is given: its stop signal, and a way to say what it waits for. */
export interface TaskContext {
  readonly signal: AbortSignal;
  /** Awaits `promise`, and shows `what` in the tree meanwhile. The promise itself must have a way out. */
  waitFor<T>(what: string, promise: Promise<T>): Promise<T>;
}

/** The bookkeeping of one running piece of work. */
export class TaskNode implements TaskContext {
  private readonly startedAt = performance.now();
  private readonly waits: { what: string; since: number }[] = [];

  constructor(
    readonly kind: TaskKind,
    readonly name: string,
    readonly signal: AbortSignal,
    private readonly detail?: () => string,
    /** Subtrees that others keep, e.g. what a worker thread last said of itself. */
    private readonly inner?: () => readonly TaskSnapshot[],
  ) {}

  async waitFor<T>(what: string, promise: Promise<T>): Promise<T> {
    const wait = { what, since: performance.now() };
    this.waits.push(wait);
    try {
      return await promise;
    } finally {
      this.waits.splice(this.waits.indexOf(wait), 1);
    }
  }

  snapshot(children: readonly TaskSnapshot[] = this.inner?.() ?? []): TaskSnapshot {
    const now = performance.now();
    const wait = this.waits.at(-1);
    const detail = this.detail?.();
    return {
      name: this.name,
      kind: this.kind,
      ageMs: Math.round(now - this.startedAt),
      ...(wait && { waitingFor: wait.what, waitingMs: Math.round(now - wait.since) }),
      ...(detail !== undefined && { detail }),
      children,
    };
  }
}
