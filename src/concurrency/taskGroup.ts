import { CancelledError, ChildAbortController, isCancelled } from './abort';
import { Emitter, type Disposable } from './event';
import type { Gate } from './gate';
import { loop, type LoopBody } from './loop';
import { TaskNode, type TaskContext, type TaskKind, type TaskSnapshot } from './taskTree';

/** A child process, a thread, anything with its own life that a group must not outlive. */
export interface Stoppable {
  /** Settles when it has ended, however it ended. */
  readonly stopped: Promise<unknown>;
  /** Ends it. Idempotent. Resolves when it has ended. */
  stop(): Promise<unknown>;
}

/** `close()` gave up waiting: something ignores its signal. Names what still runs. */
export class LeakError extends Error {
  override readonly name = 'LeakError';
  constructor(
    group: string,
    readonly leaked: readonly string[],
  ) {
    super(`group "${group}" was closed but still runs: ${leaked.join(', ')}`);
  }
}

/** How long `close()` waits for tasks to honour their signal unless told otherwise, in milliseconds. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * Work that lives and dies together: loops, tasks, workers, children, other groups. Nothing runs outside one.
 *
 * - The first failure cancels the rest and is kept as `failure`; cancelling is not a failure.
 * - `close()` ends in order: child groups (newest first), then what was adopted (newest first), then its own
 *   tasks and loops; and waits for all of them.
 * - `snapshot()` is the live tree that "Show Running Tasks" prints.
 */
export class TaskGroup {
  private readonly controller: ChildAbortController;
  private readonly node: TaskNode;
  private readonly running = new Map<TaskNode, Promise<void>>();
  private readonly adopted = new Map<TaskNode, Stoppable>();
  private readonly shown = new Set<TaskNode>();
  private readonly groups = new Set<TaskGroup>();
  private readonly failed = new Emitter<Error>();
  private closing: Promise<void> | undefined;
  private failure_: Error | undefined;

  /** Fires once, with the first failure, after the signal has aborted. */
  readonly onDidFail = this.failed.event;

  constructor(
    readonly name: string,
    private readonly parent?: TaskGroup,
    detail?: () => string,
  ) {
    this.controller = new ChildAbortController(parent?.signal);
    this.node = new TaskNode('group', name, this.controller.signal, detail);
  }

  /** Aborts when the group fails, is closed, or its parent does. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get failure(): Error | undefined {
    return this.failure_;
  }

  /** A group inside this one. It ends before its parent's own tasks do; its failure is its owner's to handle. */
  group(name: string, detail?: () => string): TaskGroup {
    this.mustBeOpen(name);
    const child = new TaskGroup(name, this, detail);
    this.groups.add(child);
    return child;
  }

  /**
   * Runs a task. The result is the caller's; a failure is also the group's. Ignoring the returned promise is
   * allowed, since the group hears of the failure.
   */
  run<T>(name: string, work: (context: TaskContext) => Promise<T>): Promise<T> {
    const node = new TaskNode('task', name, this.signal);
    const result = this.track(node, async () => await work(node));
    result.catch(() => undefined);
    return result;
  }

  /** Runs a loop (see {@link loop}) until it stops itself or the group ends; pausable when given a gate. */
  loop(name: string, body: LoopBody, gate?: Gate): Promise<void> {
    const node = new TaskNode('loop', name, this.signal);
    const result = this.track(node, () => loop(node, body, gate));
    result.catch(() => undefined);
    return result;
  }

  /**
   * Runs a task that `close()` cancels and does not wait for. Only for what cannot be waited for, and say why at
   * the call. Its failure is not the group's.
   */
  daemon(name: string, work: (context: TaskContext) => Promise<void>): void {
    this.mustBeOpen(name);
    const node = new TaskNode('daemon', name, this.signal);
    const forget = this.show(node);
    const done = (): void => forget.dispose();
    work(node).then(done, done);
  }

  /** Makes the group responsible for a process or thread: `close()` stops it and waits. */
  adopt(
    kind: 'process' | 'thread',
    name: string,
    child: Stoppable,
    about: { detail?: () => string; inner?: () => readonly TaskSnapshot[] } = {},
  ): void {
    this.mustBeOpen(name);
    const node = new TaskNode(kind, name, this.signal, about.detail, about.inner);
    this.adopted.set(node, child);
    const forget = (): void => void this.adopted.delete(node);
    child.stopped.then(forget, forget);
  }

  /** Shows a queue (or anything with a line to say) in the tree while it lives. */
  watch(kind: TaskKind, name: string, detail: () => string): Disposable {
    return this.show(new TaskNode(kind, name, this.signal, detail));
  }

  /**
   * Cancels and waits for everything inside. Idempotent.
   * @throws {LeakError} when something still runs `limitMs` milliseconds after it was told to stop.
   */
  close(limitMs = CLOSE_LIMIT_MS): Promise<void> {
    this.closing ??= this.end(limitMs);
    return this.closing;
  }

  snapshot(): TaskSnapshot {
    const nodes = [...this.adopted.keys(), ...this.running.keys(), ...this.shown];
    return this.node.snapshot([
      ...nodes.map((node) => node.snapshot()),
      ...[...this.groups].map((group) => group.snapshot()),
    ]);
  }

  private async end(limitMs: number): Promise<void> {
    try {
      for (const group of [...this.groups].reverse()) await group.close(limitMs);
      for (const child of [...this.adopted.values()].reverse()) await settle(child.stop(), limitMs);
      this.controller.abort(new CancelledError(`${this.name} was closed`));
      await settle(Promise.allSettled(this.running.values()), limitMs);
    } finally {
      this.controller.abort(new CancelledError(`${this.name} was closed`));
      this.controller.dispose();
      this.parent?.groups.delete(this);
    }
    const leaked = [...this.running.keys(), ...this.adopted.keys()].map(
      (node) => `${node.kind} ${node.name}`,
    );
    if (leaked.length > 0) throw new LeakError(this.name, leaked);
  }

  private async track<T>(node: TaskNode, work: () => Promise<T>): Promise<T> {
    this.mustBeOpen(node.name);
    const result = work();
    const ended = result.then(
      () => undefined,
      (error: unknown) => this.fail(error),
    );
    this.running.set(node, ended);
    try {
      return await result;
    } finally {
      this.running.delete(node);
    }
  }

  private fail(error: unknown): void {
    if (isCancelled(error) || this.failure_ || (this.signal.aborted && error === this.signal.reason)) return;
    this.failure_ = error instanceof Error ? error : new Error(String(error));
    this.controller.abort(this.failure_);
    this.failed.fire(this.failure_);
  }

  private show(node: TaskNode): Disposable {
    this.shown.add(node);
    return { dispose: () => void this.shown.delete(node) };
  }

  private mustBeOpen(what: string): void {
    if (this.closing) throw new CancelledError(`${what}: ${this.name} was closed`);
    this.signal.throwIfAborted();
  }
}

/** Waits for `promise`, at most `limitMs`; how it settled is not of interest here. */
async function settle(promise: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([promise.then(noop, noop), limit]);
  clearTimeout(timer);
}

function noop(): void {
  // How it settled is known to whoever owns it.
}
