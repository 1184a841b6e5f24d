import { Worker, type ResourceLimits } from 'node:worker_threads';
import { asError } from './messageOf';
import { CancelledError, onAbort } from './abort';
import { Emitter } from './event';
import type { Stoppable } from './taskGroup';
import { type MeasuredThread, workOf } from './workLimit';

/**
 * What two threads say to each other: requests that are answered, and posts that are not.
 * `requests` maps a name to what it takes and what it gives back; all of it must survive structured clone.
 */
export interface WorkerProtocol {
  readonly requests: Record<string, { readonly params: unknown; readonly result: unknown }>;
  readonly toWorker: unknown;
  readonly fromWorker: unknown;
}

export type Params<P extends WorkerProtocol, K extends keyof P['requests']> = P['requests'][K]['params'];
export type Result<P extends WorkerProtocol, K extends keyof P['requests']> = P['requests'][K]['result'];

/** Main thread → worker. */
export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'post'; readonly body: unknown }
  | { readonly kind: 'stop' };

/** Worker → main thread. `error` keeps its name, so that a time-out is still a time-out on the other side. */
export type FromWorker =
  /** The first message: the thread is up. `path` tells how much it works, where the system tells that. */
  | { readonly kind: 'begun'; readonly path: string | undefined }
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: PlainError }
  | { readonly kind: 'post'; readonly body: unknown };

export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly details?: Record<string, unknown>;
}

/** The thread has ended while something was still expected of it. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
  constructor(worker: string, why: string) {
    super(`worker thread "${worker}" ended: ${why}`);
  }
}

/** A failure that happened on the other thread, with its name and details as they were there. */
export class RemoteError extends Error {
  override readonly name: string;
  readonly details: Record<string, unknown>;
  constructor(plain: PlainError) {
    super(plain.message);
    this.name = plain.name;
    this.details = plain.details ?? {};
  }
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** How long a thread may take to end by itself once asked, in milliseconds, before it is terminated. */
const STOP_LIMIT_MS = 2000;
/**
 * How long a terminated thread may take to end, in milliseconds. One that waits in the system, for a disk that does
 * not answer, say, or for a busy computer, ends when the system lets it, and is not waited for.
 */
const TERMINATE_LIMIT_MS = 2000;

/**
 * A worker thread as something that can be owned: typed requests with abort, its death noticed by everyone who
 * waits, and a stop that asks first and terminates after a limit. The other end is `serveWorker`.
 */
export class WorkerTask<P extends WorkerProtocol> implements Stoppable, MeasuredThread {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private readonly posts = new Emitter<P['fromWorker']>();
  private lastId = 0;
  private workPath: string | undefined;
  /** Whether its work can be measured, now or once it is up. */
  private isMeasured = process.platform === 'linux';
  private death: WorkerDiedError | undefined;
  private stopping: Promise<void> | undefined;
  /** Takes the thread for dead. */
  private readonly bury: (why: string | undefined) => void;

  readonly onPost = this.posts.event;
  /** Resolves when the thread has ended: with the reason when it was not asked to, else with undefined. */
  readonly stopped: Promise<Error | undefined>;

  constructor(
    readonly name: string,
    file: string,
    workerData: unknown,
    /** V8's, for this thread's own heap; its defaults if absent. */
    resourceLimits: ResourceLimits = {},
    /**
     * Whether Node closes what the thread has opened by number and left open. Not for one that gives such numbers to sockets: they
     * close them, Node would do so once more (until 24 at least), and by then anybody in this process may have that number.
     */
    trackUnmanagedFds = true,
  ) {
    this.worker = new Worker(file, { name, workerData, resourceLimits, trackUnmanagedFds });
    let failure: Error | undefined;
    this.worker.on('error', (error) => (failure = asError(error)));
    // What cannot be read may have been an answer that somebody waits for: as bad as a death, so make it one.
    this.worker.on('messageerror', (error) => {
      failure = error;
      void this.worker.terminate();
    });
    this.worker.on('message', (message: FromWorker) => this.receive(message));
    let resolveStopped: (reason: Error | undefined) => void = () => undefined;
    this.stopped = new Promise((resolve) => (resolveStopped = resolve));
    this.bury = (why) => {
      if (this.death) return;
      this.death = new WorkerDiedError(name, why ?? 'stopped');
      for (const waiting of [...this.pending.values()]) waiting.reject(this.death);
      resolveStopped(why === undefined ? undefined : this.death);
    };
    this.worker.once('exit', (code) => {
      this.bury(failure?.message ?? (this.stopping ? undefined : `exit code ${code}`));
    });
  }

  get threadId(): number {
    return this.worker.threadId;
  }

  /** Nothing before it is up: on a busy computer that takes a thread many times as long as its first work. */
  get workedMs(): number | undefined {
    if (!this.isMeasured || this.death) return undefined;
    return this.workPath === undefined ? 0 : workOf(this.workPath);
  }

  /** Sends without an answer. After the thread's death it does nothing: `stopped` has told. */
  post(body: P['toWorker']): void {
    if (!this.death) this.send({ kind: 'post', body });
  }

  /**
   * Sends and waits for the answer.
   * @throws {WorkerDiedError} when the thread ends first; {@link RemoteError} when the other side failed;
   * `signal.reason` on abort, and the other side's signal aborts too; `DataCloneError` for params that cannot be
   * sent.
   */
  async request<K extends keyof P['requests'] & string>(
    name: K,
    params: Params<P, K>,
    signal: AbortSignal,
  ): Promise<Result<P, K>> {
    signal.throwIfAborted();
    if (this.death) throw this.death;
    const id = ++this.lastId;
    return await new Promise<Result<P, K>>((resolve, reject) => {
      const done = (): void => {
        subscription.dispose();
        this.pending.delete(id);
      };
      this.pending.set(id, {
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      const subscription = onAbort(signal, () => {
        this.send({ kind: 'abort', id });
        this.pending.get(id)?.reject(signal.reason as Error);
      });
      try {
        this.send({ kind: 'request', id, name, params });
      } catch (error) {
        this.pending.get(id)?.reject(error as Error);
      }
    });
  }

  /**
   * Asks the thread to end its loops in order, and terminates it after `limitMs` milliseconds. Always resolves, within
   * that and two seconds. Idempotent.
   */
  stop(limitMs = STOP_LIMIT_MS): Promise<void> {
    this.stopping ??= this.end(limitMs);
    return this.stopping;
  }

  /** Ends the thread at once, in the middle of whatever it does. */
  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private async end(limitMs: number): Promise<void> {
    if (this.death) return;
    this.send({ kind: 'stop' });
    const timers = [
      setTimeout(() => void this.worker.terminate(), limitMs),
      setTimeout(() => this.abandon(limitMs), limitMs + TERMINATE_LIMIT_MS),
    ];
    await this.stopped;
    for (const timer of timers) clearTimeout(timer);
    this.posts.dispose();
  }

  private abandon(limitMs: number): void {
    this.bury(`it did not end within ${limitMs + TERMINATE_LIMIT_MS} ms`);
    this.worker.unref();
  }

  private send(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    switch (message.kind) {
      case 'begun':
        this.workPath = message.path;
        this.isMeasured = message.path !== undefined;
        return;
      case 'post':
        this.posts.fire(message.body);
        return;
      case 'reply':
        this.pending.get(message.id)?.resolve(message.result);
        return;
      case 'failure': {
        const { error } = message;
        const local =
          error.name === 'CancelledError' ? new CancelledError(error.message) : new RemoteError(error);
        this.pending.get(message.id)?.reject(local);
        return;
      }
    }
  }
}
