import { ChildProcess, kill, type Rung } from '../../concurrency/childProcess';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import { writeLine } from './protocol';

interface Ward {
  readonly identity: string;
  readonly directory: string;
}

/** How long the guard may take to end once its input is closed and it has nothing to guard, in milliseconds. */
const CLOSE_MS = 1000;

/** A guard that lives shorter than this, in milliseconds, and so often in a row, is not started again by itself. */
const TOO_SHORT_MS = 5000;
const MAX_SHORT_LIVES = 3;

/**
 * Our end of the guard process: started with the first machine, one for all, gone with the last. If it cannot be
 * had, machines run all the same: on Linux the kernel ends QEMU, and the next activation sweeps the rest.
 */
export class Guard {
  private readonly wards = new Map<number, Ward>();
  private current: Promise<ChildProcess | undefined> | undefined;
  private shortLives = 0;

  constructor(
    private readonly tasks: TaskGroup,
    private readonly log: Logger,
    private readonly command: readonly string[],
    private readonly file: string,
  ) {}

  /** From now on this process does not outlive us, nor does its directory. */
  async add(pid: number, identity: string, directory: string): Promise<void> {
    this.wards.set(pid, { identity, directory });
    if (this.current) await this.write(writeLine({ verb: 'add', pid, identity, directory }));
    else await this.start();
  }

  /** It has ended in order. With the last one, the guard ends too; resolves when it has. */
  async remove(pid: number): Promise<void> {
    if (!this.wards.delete(pid)) return;
    await this.write(writeLine({ verb: 'remove', pid }));
    if (this.wards.size === 0) await this.end();
  }

  private async start(): Promise<void> {
    this.current = this.spawn();
    const child = await this.current;
    if (!child) return;
    const startedAt = performance.now();
    void child.stopped.then(() => this.ended(child, performance.now() - startedAt));
  }

  private async spawn(): Promise<ChildProcess | undefined> {
    const [program = process.execPath, ...first] = this.command;
    const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    // Debuggers and loaders of the host are not for the guard.
    delete env['NODE_OPTIONS'];
    try {
      const child = await ChildProcess.spawn('guard', program, [...first, this.file], {
        stdin: 'pipe',
        ownGroup: true,
        env,
        ladder: (guard) => [closeInput(guard), kill(guard)],
      });
      child.stdin?.on('error', () => undefined); // Its end is heard through `stopped`.
      child.stdout.resume();
      child.stderr.on('data', (chunk: Buffer) => this.log.warn(chunk.toString('utf8').trimEnd()));
      this.tasks.adopt('process', 'guard', child, {
        detail: () => `pid ${child.pid}, guards ${this.wards.size}`,
      });
      for (const [pid, ward] of this.wards) child.stdin?.write(writeLine({ verb: 'add', pid, ...ward }));
      return child;
    } catch (error) {
      this.log.warn(`no guard, so QEMU may outlive a crash of this process: ${String(error)}`);
      return undefined;
    }
  }

  private async write(line: string): Promise<void> {
    const child = await this.current;
    if (child && !child.exit) child.stdin?.write(line);
  }

  private async end(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    await (await current)?.stop();
  }

  /** Killed by somebody: machines that still run get a new one. */
  private ended(child: ChildProcess, livedMs: number): void {
    if (this.current === undefined) return;
    void this.current.then((current) => {
      if (current !== child) return;
      this.current = undefined;
      this.shortLives = livedMs < TOO_SHORT_MS ? this.shortLives + 1 : 0;
      this.log.warn(`the guard ended by itself (${child.exit?.signal ?? `exit code ${child.exit?.code}`})`);
      if (this.wards.size > 0 && this.shortLives < MAX_SHORT_LIVES) void this.start();
    });
  }
}

/** It ends by itself at the end of its input. */
function closeInput(guard: ChildProcess): Rung {
  return { name: 'close', waitMs: CLOSE_MS, act: () => void guard.stdin?.end() };
}
