import { spawn as nodeSpawn, type ChildProcess as NodeChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { closeSync, openSync } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { devNull } from 'node:os';
import { ChildAbortController, onAbort } from './abort';
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
    /** In words, if the code alone would not say enough. */
    why = REASONS[code],
  ) {
    super(`cannot start ${command}: ${why === undefined ? code : `${why} (${code})`}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it is not allowed to be executed',
  ENOEXEC: 'it is not a program for this machine',
  ENOTDIR: 'a part of its path is not a directory',
  ELOOP: 'its path is a circle of links',
  ETXTBSY: 'it is being written at the moment',
  E2BIG: 'its arguments are too long',
  EMFILE: 'this process has too many files open; see "ulimit -n"',
  ENFILE: 'this computer has too many files open',
  EAGAIN: 'too many processes are running; see "ulimit -u"',
  ENOMEM: 'this computer has too little memory left',
};

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
  readonly stdin?: 'ignore' | 'pipe' | number;
  /** A file descriptor of ours instead of a pipe: `stdout` has no stream then. */
  readonly stdout?: number;
  /** Extra stream sockets handed to the child as file descriptors 3, 4, … (socket pairs on Linux and macOS). */
  readonly sockets?: number;
  /** Our file descriptors that the child gets, too, after those sockets. */
  readonly inherit?: readonly number[];
  /**
   * A session and process group of its own: a terminal's Ctrl-C does not reach it, and our signals reach all of the
   * group, which has the children of a script, too. Has no effect on Windows, where it would open a console window.
   */
  readonly ownGroup?: boolean;
  /** The ladder that `stop()` climbs down unless it is given one. */
  readonly ladder?: (child: ChildProcess) => readonly Rung[];
}

/** 'close' waits for the ends of pipes, which a grandchild may hold; after 'exit' this is long enough, in ms. */
const STDIO_GRACE_MS = 500;

/** What a spawn opens besides two ends of each pipe. */
const SPARE_DESCRIPTORS = 4;

/**
 * A child process as something that can be owned: it has started once you have it, `stopped` settles on every
 * path, and `stop()` climbs down a ladder (interrupt, terminate, kill) exactly once.
 * Never a shell: a program and an array of arguments.
 */
export class ChildProcess implements Stoppable {
  /** Resolves when the process has ended and its output has been read to the end. Never rejects. */
  readonly stopped: Promise<ExitStatus>;
  /** Aborts when the process has ended, which may be before its output has. */
  private readonly gone = new AbortController();
  private status: ExitStatus | undefined;
  private stopping: Promise<ExitStatus> | undefined;
  private rungs: readonly Rung[] = [];
  /** The rung stood on now, or to be stood on at least; the signal that ends the wait on it. */
  private next = 0;
  private step: AbortController | undefined;
  private reached = '';

  private constructor(
    readonly name: string,
    private readonly child: NodeChildProcess,
    private readonly options: SpawnOptions,
  ) {
    this.stopped = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.gone.abort();
        // The last bytes may still lie in the pipes: one more turn of the event loop to read them.
        const grace = setTimeout(() => setImmediate(() => this.destroyStreams()), STDIO_GRACE_MS);
        child.once('close', () => {
          clearTimeout(grace);
          this.status = { code, signal };
          resolve(this.status);
        });
      });
    });
    // A failing kill() is reported as 'error'; that the process lives on is what `stop` then sees. A write to a
    // process that has ended is its writer's to handle, who hears of it in the write's callback.
    child.on('error', noop);
    for (const stream of child.stdio) stream?.on('error', noop);
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
    try {
      const started = start(command, args, options);
      await new Promise<void>((resolve, reject) => {
        // Before anything else: a child that could not be started may lack even its streams (EMFILE).
        started.once('error', reject);
        if (started.pid !== undefined) resolve();
      });
      return new ChildProcess(name, started, options);
    } catch (error) {
      throw await explain(error as NodeJS.ErrnoException, command, options.cwd);
    }
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

  private get exited(): boolean {
    return this.gone.signal.aborted;
  }

  /** The name of the last rung that `stop()` stood on; empty when it was never needed. */
  get lastRung(): string {
    return this.reached;
  }

  /** Signals the process, and all of its group if it leads one. */
  signal(signal: NodeJS.Signals): void {
    if (this.exited || (this.leadsGroup && signalGroup(this.pid, signal))) return;
    this.child.kill(signal);
  }

  private get leadsGroup(): boolean {
    return this.options.ownGroup === true && process.platform !== 'win32';
  }

  /**
   * Climbs down the ladder until the process has ended. Idempotent: a second call waits for the same end.
   * @param from Go straight to this rung if the ladder is not that far yet (a second Stop).
   */
  stop(ladder?: readonly Rung[], from?: string): Promise<ExitStatus> {
    if (!this.stopping)
      this.rungs = ladder ?? this.options.ladder?.(this) ?? [terminate(this, 2000), kill(this)];
    if (from !== undefined) this.skipTo(from);
    this.stopping ??= this.climbDown();
    return this.stopping;
  }

  private skipTo(name: string): void {
    const index = this.rungs.findIndex((rung) => rung.name === name);
    if (index <= this.next) return;
    this.next = index;
    this.step?.abort();
  }

  private async climbDown(): Promise<ExitStatus> {
    for (let rung = this.rungs[this.next]; rung && !this.exited; rung = this.rungs[this.next]) {
      const standing = this.next;
      this.reached = rung.name;
      await this.standOn(rung);
      if (this.next === standing) this.next += 1;
    }
    return await this.stopped;
  }

  /** Until the process has ended, the rung's time is over, it failed, or somebody jumps further down. */
  private async standOn(rung: Rung): Promise<void> {
    const step = new ChildAbortController(this.gone.signal);
    this.step = step;
    const timer = setTimeout(() => step.abort(), rung.waitMs);
    const over = new Promise<void>((resolve) => void onAbort(step.signal, resolve));
    // A rung that fails (a closed monitor, say) is one without effect: there is nothing to wait for.
    const failed = new Promise<void>((resolve) => {
      (async () => await rung.act(step.signal))().catch(resolve);
    });
    await Promise.race([over, failed]);
    clearTimeout(timer);
    step.abort();
    this.step = undefined;
  }

  private destroyStreams(): void {
    for (const stream of this.child.stdio) stream?.destroy();
  }
}

/**
 * A rung that asks: SIGTERM (on Windows Node ends the process at once). A process that was stopped with SIGSTOP
 * is woken, or it would not hear.
 */
export function terminate(child: ChildProcess, waitMs: number): Rung {
  const act = (): void => {
    child.signal('SIGTERM');
    if (process.platform !== 'win32') child.signal('SIGCONT');
  };
  return { name: 'SIGTERM', waitMs, act };
}

/** The last rung: SIGKILL. Nothing refuses it, so what follows is only the wait for the end. */
export function kill(child: ChildProcess): Rung {
  return { name: 'SIGKILL', waitMs: 1000, act: () => child.signal('SIGKILL') };
}

function start(command: string, args: readonly string[], options: SpawnOptions): NodeChildProcess {
  const extra = Array.from({ length: options.sockets ?? 0 }, () => 'pipe' as const);
  needDescriptors(2 * (3 + extra.length) + SPARE_DESCRIPTORS);
  return nodeSpawn(command, [...args], {
    cwd: options.cwd,
    env: options.env,
    detached: options.ownGroup === true && process.platform !== 'win32',
    windowsHide: true,
    stdio: [
      options.stdin ?? 'ignore',
      options.stdout ?? 'pipe',
      'pipe',
      ...extra,
      ...(options.inherit ?? []),
    ],
  });
}

/**
 * A spawn that runs out of file descriptors half-way loses those that it had opened by then (Node 20 to 24), so that
 * each further try finds fewer.
 * @throws as `open(2)` does, with nothing opened.
 */
function needDescriptors(count: number): void {
  const opened: number[] = [];
  try {
    for (let n = 0; n < count; n++) opened.push(openSync(devNull, 'r'));
  } finally {
    opened.forEach(closeSync);
  }
}

/** The system says ENOENT for a missing program and for a missing working directory alike. */
async function explain(
  error: NodeJS.ErrnoException,
  command: string,
  cwd: string | undefined,
): Promise<SpawnError> {
  const code = error.code ?? error.message;
  if (cwd !== undefined && code === 'ENOENT' && !(await exists(cwd)))
    return new SpawnError(command, code, `there is no directory ${cwd} to start it in`);
  return new SpawnError(command, code, REASONS[code] ?? error.message);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** @returns false if the system refuses, as for a program that runs as another user. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

function noop(): void {
  // Told elsewhere.
}
