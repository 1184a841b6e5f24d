import type { IGDBProcessManager, IStdioProcess } from 'cdt-gdb-adapter/dist/types/gdb';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { CancelledError } from '../../../concurrency/abort';
import { ChildProcess, kill, terminate, type ExitStatus, type Rung } from '../../../concurrency/childProcess';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { LineSplitter } from '../../../log/lineSplitter';
import type { Logger } from '../../../log/logger';
import { parentDeathPrefix } from '../../../machine/qemu/parentDeath';

/**
 * What the adapter is told when it asks for GDB's version. It wants to know whether GDB is from 2017 or later, as every GDB
 * is that can talk to the stub of a current QEMU; asking would take another GDB, which starts as slowly as the first.
 */
const NEW_ENOUGH = '8.0';

/** What every line of GDB's begins with when it speaks MI, and its prompt (GDB manual, "GDB/MI Output Syntax"). */
const MI = /^(?:[=~&@*+^]|\(gdb\))/;

/** GDB has nothing to save: it leaves at the end of its input; failing that it is told to, then made to. */
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
  private starting: Promise<IStdioProcess> | undefined;
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

  getVersion(): Promise<string> {
    return Promise.resolve(NEW_ENOUGH);
  }

  /** Starts GDB ahead of the time at which it is asked for: then it is there. What goes wrong is reported then. */
  prepare(): void {
    this.start().catch(() => undefined);
  }

  start(): Promise<IStdioProcess> {
    this.starting ??= this.spawn();
    return this.starting;
  }

  /** Ends GDB through its ladder, also one that is about to start. */
  async stop(): Promise<void> {
    this.ended = true;
    await this.starting?.catch(() => undefined);
    await this.child?.stop();
  }

  private async spawn(): Promise<IStdioProcess> {
    // No -nx: people keep `set auto-load safe-path` for vmlinux-gdb.py in ~/.gdbinit. A .gdbinit in the folder that is
    // being debugged is declined by GDB itself unless that path says otherwise.
    const [program = this.gdb, ...args] = [
      ...(await parentDeathPrefix()),
      ...[this.gdb, '--interpreter=mi2', '-quiet'],
    ];
    if (this.ended) throw new CancelledError('the session has ended');
    const child = await ChildProcess.spawn('gdb', program, args, {
      cwd: this.cwd,
      stdin: 'pipe',
      ownGroup: true,
      ladder,
    });
    this.group.adopt('process', 'gdb', child, { detail: () => `pid ${child.pid}` });
    this.child = child;
    const log = this.log.from(this.log.source, child.pid);
    let first: string | undefined;
    const lines = new LineSplitter((line) => {
      first ??= line;
      log.as('mi').trace(line);
    });
    child.stdout.on('data', (chunk: Buffer) => lines.push(chunk));
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-1000)));
    void child.stopped.then((status) => {
      lines.end();
      this.failed?.(new Error(this.lastWords(status, first, stderr)));
    });
    return new AdapterProcess(child, log.as('mi'));
  }

  private lastWords({ code, signal }: ExitStatus, first: string | undefined, stderr: string): string {
    if (first !== undefined && !MI.test(first))
      return `${this.gdb} is not a GDB: it printed ${JSON.stringify(first.slice(0, 200))} and ended.`;
    return `GDB ended (${signal ?? `exit code ${code}`}). ${stderr.trim()}`.trim();
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
