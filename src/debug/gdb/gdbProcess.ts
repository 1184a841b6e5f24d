import type { IGDBProcessManager, IStdioProcess } from 'cdt-gdb-adapter/dist/types/gdb';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { ChildProcess, kill, terminate, type ExitStatus, type Rung } from '../../concurrency/childProcess';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { LineSplitter } from '../../log/lineSplitter';
import type { Logger } from '../../log/logger';
import { parentDeathPrefix } from '../../machine/parentDeath';

/** GDB answers `--version` at once; a program that does not is not a GDB. In milliseconds. */
const VERSION_LIMIT_MS = 10_000;

/** GDB has nothing to save: it leaves at the end of its input; else it is told, else made to. */
function ladder(gdb: ChildProcess): readonly Rung[] {
  return [
    { name: 'end of input', waitMs: 300, act: () => void gdb.stdin?.end() },
    terminate(gdb, 700),
    kill(gdb),
  ];
}

/**
 * Runs GDB for the adapter the way every child of ours runs: in a task group, with a ladder, ended by the kernel if
 * we die (where it can; elsewhere by the end of its input), with its MI traffic in the log at trace level.
 */
export class GdbProcesses implements IGDBProcessManager {
  private child: ChildProcess | undefined;
  private version: Promise<string> | undefined;
  private ended = false;
  private failed: ((error: Error) => void) | undefined;
  /** Rejects when GDB ends, with what it said last; for those who wait for it to do something. Never resolves. */
  readonly endedEarly = new Promise<never>((_, reject) => (this.failed = reject));

  constructor(
    private readonly gdb: string,
    private readonly cwd: string,
    private readonly group: TaskGroup,
    private readonly log: Logger,
  ) {
    this.endedEarly.catch(() => undefined); // Nobody may be waiting.
  }

  /** How GDB ended; undefined while it runs, and when it was never started. */
  get exit(): ExitStatus | undefined {
    return this.child?.exit;
  }

  /** GDB's version, such as `13.1`. */
  getVersion(): Promise<string> {
    this.version ??= this.askVersion();
    return this.version;
  }

  async start(): Promise<IStdioProcess> {
    // No -nx: people keep `set auto-load safe-path` for vmlinux-gdb.py in ~/.gdbinit. A .gdbinit in the folder that is
    // being debugged is declined by GDB itself unless that path says otherwise.
    const [program = this.gdb, ...args] = [
      ...(await parentDeathPrefix()),
      ...[this.gdb, '--interpreter=mi2', '-quiet'],
    ];
    const child = await ChildProcess.spawn('gdb', program, args, {
      cwd: this.cwd,
      stdin: 'pipe',
      detached: true,
      ladder,
    });
    this.group.adopt('process', 'gdb', child, { detail: () => `pid ${child.pid}` });
    this.child = child;
    if (this.ended) await this.stop();
    const log = this.log.from(this.log.source, child.pid);
    const lines = new LineSplitter((line) => log.as('mi').trace(line));
    child.stdout.on('data', (chunk: Buffer) => lines.push(chunk));
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-1000)));
    void child.stopped.then(({ code, signal }) =>
      this.failed?.(new Error(`GDB ended (${signal ?? `exit code ${code}`}). ${stderr.trim()}`.trim())),
    );
    return new AdapterProcess(child, log.as('mi'));
  }

  /** Ends GDB through its ladder, also one that is about to start. */
  async stop(): Promise<void> {
    this.ended = true;
    await this.child?.stop();
  }

  private async askVersion(): Promise<string> {
    const child = await ChildProcess.spawn('gdb --version', this.gdb, ['--version']);
    this.group.adopt('process', 'gdb --version', child, { detail: () => `pid ${child.pid}` });
    const timer = setTimeout(() => child.signal('SIGKILL'), VERSION_LIMIT_MS);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    await child.stopped;
    clearTimeout(timer);
    // "GNU gdb (Debian 13.1-3) 13.1", "GNU gdb (Arm GNU Toolchain …) 14.2.90.2024…"
    const version = /^GNU gdb.*?(\d+\.\d+)[^)\s]*\s*$/m.exec(text)?.[1];
    if (version === undefined)
      throw new Error(`${this.gdb} is not a GDB: "--version" printed ${JSON.stringify(text.slice(0, 200))}`);
    return version;
  }
}

/** A child of ours in the shape that the adapter expects of a process. */
class AdapterProcess implements IStdioProcess {
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;

  constructor(
    private readonly child: ChildProcess,
    log: Logger,
  ) {
    this.stdin = child.stdin && logged(child.stdin, log);
    // Decoded across chunks: the adapter would decode each alone, and tear characters apart.
    this.stdout = child.stdout.pipe(new PassThrough({ encoding: 'utf8' }));
    this.stderr = child.stderr;
  }

  getPID = (): number => this.child.pid;

  get exitCode(): number | null {
    return this.child.exit?.code ?? null;
  }

  get signalCode(): NodeJS.Signals | null {
    return this.child.exit?.signal ?? null;
  }

  kill = (signal: NodeJS.Signals = 'SIGTERM'): boolean => {
    this.child.signal(signal);
    return true;
  };

  on(event: 'exit', listener: (code: number | null, signal: NodeJS.Signals | null) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'exit' | 'error', listener: (...args: never[]) => void): this {
    // A child of ours has started once it exists, so that `error` never comes.
    const ended = listener as unknown as (code: number | null, signal: NodeJS.Signals | null) => void;
    if (event === 'exit') void this.child.stopped.then(({ code, signal }: ExitStatus) => ended(code, signal));
    return this;
  }
}

/** Lets every command be seen in the log on its way to GDB. */
function logged(stdin: Writable, log: Logger): Writable {
  const write = stdin.write.bind(stdin);
  return new Proxy(stdin, {
    get: (target, key) => {
      if (key === 'write')
        return (...args: Parameters<typeof write>) => {
          log.trace(`→ ${String(args[0]).trimEnd()}`);
          return write(...args);
        };
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
