import { spawn as nodeSpawn, type ChildProcess as NodeChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Socket } from 'node:net';
import type { Stoppable } from './taskGroup';

/** How a process ended: an exit code or a signal, as `wait(2)` has it. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The program could not be started at all. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError';
  constructor(
    readonly command: string,
    /** `ENOENT`, `EACCES`, … as the system named it. */
    readonly code: string,
  ) {
    super(`cannot start ${command}: ${code}`);
  }
}

/** One rung of a stop ladder: something done to end the process, and how long to wait for its effect. */
export interface Rung {
  readonly name: string;
  /** Milliseconds to wait for the process to end before the next rung. */
  readonly waitMs: number;
  act(signal: AbortSignal): Promise<void> | void;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** `ignore` unless the program reads its standard input. */
  readonly stdin?: 'ignore' | 'pipe';
  /** Extra stream sockets handed to the child as file descriptors 3, 4, … (socket pairs on Linux and macOS). */
  readonly sockets?: number;
  /** A process group of its own, so that a terminal's Ctrl-C or a group signal does not reach it. */
  readonly detached?: boolean;
  /** The ladder that `stop()` climbs down unless it is given one. */
  readonly ladder?: (child: ChildProcess) => readonly Rung[];
}

/** 'close' waits for the ends of pipes, which a grandchild may hold; after 'exit' this is long enough, in ms. */
const STDIO_GRACE_MS = 500;

/**
 * A child process as something that can be owned: it has started once you have it, `stopped` settles on every
 * path, and `stop()` climbs down a ladder (interrupt, terminate, kill) exactly once.
 * Never a shell: a program and an array of arguments.
 */
export class ChildProcess implements Stoppable {
  /** Resolves when the process has ended and its output has been read to the end. Never rejects. */
  readonly stopped: Promise<ExitStatus>;
  private status: ExitStatus | undefined;
  private stopping: Promise<ExitStatus> | undefined;
  private skipTo: ((rung: string) => void) | undefined;
  private reached = '';

  private constructor(
    readonly name: string,
    private readonly child: NodeChildProcess,
    private readonly options: SpawnOptions,
  ) {
    this.stopped = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const grace = setTimeout(() => this.destroyStreams(), STDIO_GRACE_MS);
        child.once('close', () => {
          clearTimeout(grace);
          this.status = { code, signal };
          resolve(this.status);
        });
      });
    });
  }

  /**
   * Starts a program.
   * @throws {SpawnError} when it cannot be started (not found, not executable, bad working directory).
   */
  static async spawn(
    name: string,
    command: string,
    args: readonly string[],
    options: SpawnOptions = {},
  ): Promise<ChildProcess> {
    const extra = Array.from({ length: options.sockets ?? 0 }, () => 'pipe' as const);
    const child = nodeSpawn(command, [...args], {
      cwd: options.cwd,
      env: options.env,
      detached: options.detached ?? false,
      windowsHide: true,
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe', ...extra],
    });
    const wrapped = new ChildProcess(name, child, options);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(new SpawnError(command, error.code ?? error.message)),
      );
    });
    // A failing kill() is reported as 'error' too; that the process lives on is what `stop` then sees.
    child.on('error', () => undefined);
    return wrapped;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get stdin(): Writable | null {
    return this.child.stdin;
  }

  get stdout(): Readable {
    return this.child.stdout as Readable;
  }

  get stderr(): Readable {
    return this.child.stderr as Readable;
  }

  /** Our end of an extra socket: `socket(0)` is the child's file descriptor 3. */
  socket(index: number): Socket {
    return this.child.stdio[3 + index] as Socket;
  }

  /** How it ended; undefined while it runs. */
  get exit(): ExitStatus | undefined {
    return this.status;
  }

  /** The name of the last rung that `stop()` stood on; empty when it was never needed. */
  get lastRung(): string {
    return this.reached;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.status) this.child.kill(signal);
  }

  /**
   * Climbs down the ladder until the process has ended. Idempotent: a second call waits for the same end.
   * @param from On a second call: go straight to this rung if the ladder is not that far yet (a second Stop).
   */
  stop(ladder?: readonly Rung[], from?: string): Promise<ExitStatus> {
    if (this.stopping) {
      if (from !== undefined) this.skipTo?.(from);
      return this.stopping;
    }
    this.stopping = this.climbDown(
      ladder ?? this.options.ladder?.(this) ?? [terminate(this, 2000), kill(this)],
    );
    if (from !== undefined) this.skipTo?.(from);
    return this.stopping;
  }

  private async climbDown(ladder: readonly Rung[]): Promise<ExitStatus> {
    let first = 0;
    for (const [index, rung] of ladder.entries()) {
      if (this.status) break;
      if (index < first) continue;
      this.reached = rung.name;
      const step = new AbortController();
      this.skipTo = (name) => {
        first = Math.max(
          first,
          ladder.findIndex((other) => other.name === name),
        );
        if (first > index) step.abort();
      };
      const timer = setTimeout(() => step.abort(), rung.waitMs);
      const over = new Promise<void>((resolve) =>
        step.signal.addEventListener('abort', () => resolve(), { once: true }),
      );
      // A rung that fails (a closed monitor, say) is one that had no effect: the next one follows.
      const acted = Promise.resolve()
        .then(() => rung.act(step.signal))
        .catch(() => undefined);
      await Promise.race([this.stopped, over, acted.then(() => over)]);
      clearTimeout(timer);
      step.abort();
    }
    this.skipTo = undefined;
    return this.stopped;
  }

  private destroyStreams(): void {
    for (const stream of this.child.stdio) stream?.destroy();
  }
}

/** A rung that asks: SIGTERM (on Windows Node ends the process at once). */
export function terminate(child: ChildProcess, waitMs: number): Rung {
  return { name: 'SIGTERM', waitMs, act: () => child.signal('SIGTERM') };
}

/** The last rung: SIGKILL. Nothing refuses it, so what follows is only the wait for the end. */
export function kill(child: ChildProcess): Rung {
  return { name: 'SIGKILL', waitMs: 1000, act: () => child.signal('SIGKILL') };
}
