import { asError } from './messageOf';
import { CancelledError, ChildAbortController, isCancelled } from './abort';
import { Emitter, type Disposable } from './event';
import type { Gate } from './gate';
import { loop, type LoopBody } from './loop';
import { TaskNode, type TaskContext, type TaskKind, type TaskSnapshot } from './taskTree';
import { atMost, NEVER } from './timeout';

/** A child process, a thread, anything with its own life that a group must not outlive. */
export interface Stoppable {
  /** Settles when it has ended, however it ended. */
  readonly stopped: Promise<unknown>;
  /** Ends it. Idempotent. Resolves when it has ended. */
  stop(): Promise<unknown>;
}

/** `close()` gave up waiting: something ignores its signal. Names what still runs, as `group › task name`. */
export class LeakError extends Error {
  override readonly name = 'LeakError';
  constructor(
    group: string,
    readonly leaked: readonly string[],
  ) {
    super(`group "${group}" was closed but still runs: ${leaked.join(', ')}`);
  }
}

/** A loop began, or ended: by itself, because it was told to, or (then `error` says why) because it failed. */
export interface LoopChange {
  readonly loop: string;
  readonly running: boolean;
  readonly error?: Error;
}

/** How long `close()` waits for all of it to end unless told otherwise, in milliseconds. */
const CLOSE_LIMIT_MS = 10_000;

/** What is told to stop when others have used up the time still gets this long, in milliseconds. */
const LATE_MS = 100;

/**
 * Work that lives and dies together: loops, tasks, workers, children, other groups. Nothing runs outside one.
 *
 * - The first failure cancels the rest and is kept as `failure`, unless the group is told otherwise; cancelling is not
 *   a failure. It reaches child groups through their signals. The group's owner then calls `close()`, which ends what was
 *   adopted and waits for all; a failure alone neither stops a process nor waits for anybody.
 * - `close()` ends in order: child groups (newest first), then what was adopted (newest first), then its own
 *   tasks and loops; and waits for all of them. It may be called at any time, also while the group fails.
 * - A task must not await `close()` of a group it runs in: it would wait for itself until the limit, which then
 *   names it. It calls `closeSoon()` and returns.
 * - No promise of a group is ever reported as unhandled: failures are kept, and told by `onDidFail`.
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
  private readonly loops = new Emitter<LoopChange>();
  private closing: Promise<void> | undefined;
  private ended = false;
  #failure: Error | undefined;

  /** Fires once, with the first failure (a {@link LeakError} is one, too), after the signal has aborted. */
  readonly onDidFail = this.failed.event;

  /** Hears of the loops of this group and of those inside it, for a log to tell. */
  readonly onDidChangeLoop = this.loops.event;

  constructor(
    readonly name: string,
    private readonly parent?: TaskGroup,
    detail?: () => string,
    /**
     * For a group whose tasks and loops have nothing to do with each other: is told of one that fails, and the others
     * go on. Without it the first failure ends all.
     */
    private readonly tellFailure?: (what: string, error: unknown) => void,
  ) {
    this.controller = new ChildAbortController(parent?.signal);
    this.node = new TaskNode('group', name, this.controller.signal, detail);
  }

  /** Aborts when the group fails, is closed, or its parent does. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether it takes no new work any more. */
  get isClosing(): boolean {
    return this.closing !== undefined;
  }

  get failure(): Error | undefined {
    return this.#failure;
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
    result.catch(noop);
    return result;
  }

  /** Runs a loop (see {@link loop}) until it stops itself or the group ends; pausable when given a gate. */
  loop(name: string, body: LoopBody, gate?: Gate): Promise<void> {
    const node = new TaskNode('loop', name, this.signal);
    const result = this.track(node, () => this.announced(name, () => loop(node, body, gate)));
    result.catch(noop);
    return result;
  }

  /**
   * Runs a task that `close()` cancels and does not wait for: a watcher that lives as long as what it watches, an
   * answer that may never come. Say why at the call. Its failure is not the group's.
   * @throws `CancelledError` (or the group's failure) when the group does not take new work any more.
   */
  daemon(name: string, work: (context: TaskContext) => Promise<void>): void {
    this.mustBeOpen(name);
    const node = new TaskNode('daemon', name, this.signal);
    const shown = this.show(node);
    const forget = (): void => shown.dispose();
    const begun = (async () => await work(node))();
    begun.then(forget, forget);
  }

  /**
   * Makes the group responsible for a process or thread: `close()` stops it and waits.
   * @throws `CancelledError` (or the group's failure) when the group does not take new work any more. The child
   * is then told to stop at once, and a `close()` under way waits for it: it is never left to itself.
   */
  adopt(
    kind: 'process' | 'thread',
    name: string,
    child: Stoppable,
    about: { detail?: () => string; inner?: () => readonly TaskSnapshot[] } = {},
  ): void {
    const node = new TaskNode(kind, name, this.signal, about.detail, about.inner);
    this.adopted.set(node, child);
    const forget = (): void => {
      this.adopted.delete(node);
      this.leaveWhenEmpty();
    };
    child.stopped.then(forget, forget);
    try {
      this.mustBeOpen(name);
    } catch (error) {
      child.stop().catch(noop);
      throw error;
    }
  }

  /** Shows a queue (or anything with a line to say) in the tree while it lives. */
  watch(kind: TaskKind, name: string, detail: () => string): Disposable {
    return this.show(new TaskNode(kind, name, this.signal, detail));
  }

  /**
   * Cancels and waits for everything inside. Idempotent: a second call waits for the same end.
   * @param limitMs How long all of it may take, in milliseconds. Everything is told to stop, however late.
   * @throws {LeakError} when something still runs by then.
   */
  close(limitMs = CLOSE_LIMIT_MS): Promise<void> {
    if (this.closing) return this.closing;
    let begin = noop;
    this.closing = new Promise<void>((resolve, reject) => {
      begin = () => void this.end(performance.now() + limitMs).then(resolve, reject);
    });
    // A leak is kept as the group's failure, so that it is told even if nobody waits.
    this.closing.catch(noop);
    // Only now: what is told to end may call `close()` itself, and must find that it has begun.
    begin();
    return this.closing;
  }

  /** Begins to close without waiting: the way for a task to end the group that it runs in. */
  closeSoon(): void {
    void this.close();
  }

  snapshot(): TaskSnapshot {
    const nodes = [...this.adopted.keys(), ...this.running.keys(), ...this.shown];
    return this.node.snapshot([
      ...nodes.map((node) => node.snapshot()),
      ...[...this.groups].map((group) => group.snapshot()),
    ]);
  }

  private async end(deadline: number): Promise<void> {
    for (const group of [...this.groups].reverse()) {
      // A group that we begin to close keeps to the limit by itself; one that is closing has a limit of its own.
      const until = group.closing ? deadline : Infinity;
      await this.settle(`group ${group.name}`, group.close(timeLeft(deadline)), until);
    }
    await this.stopAdopted(deadline);
    this.controller.abort(new CancelledError(`${this.name} was closed`));
    await this.settle('its tasks', Promise.all(this.running.values()), deadline);
    // A task may have tried to have a child adopted in its last turn.
    await this.stopAdopted(deadline);
    this.ended = true;
    this.leaveWhenEmpty();
    const leaked = this.unfinished();
    if (leaked.length === 0) return;
    const error = new LeakError(this.name, leaked);
    this.fail(error);
    throw error;
  }

  private async stopAdopted(deadline: number): Promise<void> {
    for (const [node, child] of [...this.adopted].reverse()) {
      const ended = child.stop().then(() => child.stopped);
      await this.settle(`${node.kind} ${node.name}`, ended, deadline);
    }
  }

  /** Waits for the end of something, as long as there is time; how it ended is not of interest here. */
  private async settle(what: string, end: Promise<unknown>, deadline: number): Promise<void> {
    const ended = end.then(noop, noop);
    await this.node.waitFor(
      `${what} to end`,
      atMost(timeLeft(deadline), NEVER, () => ended),
    );
  }

  /** What should have ended by now. */
  private unfinished(): string[] {
    return [
      ...[...this.running.keys(), ...this.adopted.keys()].map((node) => `${node.kind} ${node.name}`),
      ...[...this.groups].flatMap((group) => group.unfinished().map((what) => `${group.name} › ${what}`)),
    ];
  }

  /** A closed group leaves the tree only when nothing of it runs: a leak stays in sight. */
  private leaveWhenEmpty(): void {
    if (!this.ended || this.unfinished().length > 0) return;
    this.parent?.groups.delete(this);
    if (this.parent?.ended) this.parent.leaveWhenEmpty();
  }

  private async track<T>(node: TaskNode, work: () => Promise<T>): Promise<T> {
    this.mustBeOpen(node.name);
    const result = work();
    const ended = result.then(
      () => undefined,
      (error: unknown) => this.taskFailed(node.name, error),
    );
    this.running.set(node, ended);
    try {
      return await result;
    } finally {
      this.running.delete(node);
      this.leaveWhenEmpty();
    }
  }

  private async announced(name: string, run: () => Promise<void>): Promise<void> {
    this.announce({ loop: name, running: true });
    try {
      await run();
      this.announce({ loop: name, running: false });
    } catch (thrown) {
      const error = asError(thrown);
      this.announce({ loop: name, running: false, error });
      throw thrown;
    }
  }

  private announce(change: LoopChange): void {
    this.loops.fire(change);
    this.parent?.announce(change);
  }

  private taskFailed(what: string, error: unknown): void {
    if (!this.tellFailure) this.fail(error);
    else if (!isCancelled(error) && !this.signal.aborted) this.tellFailure(what, error);
  }

  private fail(error: unknown): void {
    if (isCancelled(error) || this.#failure || (this.signal.aborted && error === this.signal.reason)) return;
    this.#failure = asError(error);
    this.controller.abort(this.#failure);
    this.failed.fire(this.#failure);
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

function timeLeft(deadline: number): number {
  return Math.max(deadline - performance.now(), LATE_MS);
}

function noop(): void {
  // How it settled is its owner's to know.
}
