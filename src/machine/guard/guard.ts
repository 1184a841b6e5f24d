import * as l10n from '@vscode/l10n';
import { relative } from 'node:path';
import { isCancelled } from '../../concurrency/abort';
import { ChildProcess, kill, SpawnError, type Rung } from '../../concurrency/childProcess';
import { messageOf } from '../../concurrency/messageOf';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import { ownIdentity } from '../processes/processIdentity';
import { missingTool } from '../../serial/systemTool';
import { StartError } from '../errors/startErrors';
import { FifoRequests, SERVE_FIFOS } from './fifoRequests';

/** How long the guard may take to end once it was told to, in milliseconds. */
const CLOSE_MS = 1000;

/** A guard that lives for less than this, in milliseconds, this often in a row, is not started again by itself. */
const TOO_SHORT_MS = 5000;
const MAX_SHORT_LIVES = 3;

/**
 * Waits in place of the guard, at a fiftieth of its memory and start time, makes FIFOs meanwhile, and becomes the guard when
 * the host has gone. A line of another kind ends it.
 */
const WAIT = `base=$1; shift; trap '' HUP INT TERM; ${SERVE_FIFOS}; exec "$@"`;

/**
 * Our end of the guard process: there before anything is started that must not outlive us, one for all machines,
 * gone with the last.
 */
export class Guard {
  private readonly holders = new Set<symbol>();
  private current: Promise<ChildProcess> | undefined;
  private shortLives = 0;
  /** None on Windows, where the guard is no shell. */
  private fifos: FifoRequests | undefined;

  /**
   * @param command The program that runs the guard's file, with its first arguments.
   * @param base Where the machines' directories are.
   */
  constructor(
    private readonly tasks: TaskGroup,
    private readonly log: Logger,
    private readonly command: readonly string[],
    private readonly file: string,
    private readonly base: string,
  ) {}

  /**
   * From now on, nothing that is marked with a directory in the base outlives us, nor does the directory.
   * @returns what to call when nothing of the holder is left; resolves when the guard, if it was the last, has ended.
   * @throws {StartError} when the guard cannot be started: without one, a machine could stay for ever.
   */
  async hold(): Promise<() => Promise<void>> {
    const holder = Symbol('machine');
    this.holders.add(holder);
    try {
      await (this.current ??= this.start());
    } catch (error) {
      this.current = undefined;
      this.holders.delete(holder);
      if (isCancelled(error)) throw error;
      throw new StartError(
        l10n.t(
          'The process that ends machines if the editor crashes cannot be started: {0}.',
          messageOf(error),
        ),
        l10n.t('Close programs or windows that you do not need, and try again.'),
      );
    }
    return () => this.release(holder);
  }

  /**
   * Makes FIFOs, while it is held.
   * @param paths In the base; what follows that is ours, without white space.
   * @throws as `FifoRequests` does.
   */
  async makeFifos(paths: readonly string[]): Promise<void> {
    await this.current;
    if (!this.fifos) throw missingTool(new SpawnError('mkfifo', 'ENOENT'), 'coreutils');
    await this.fifos.make(paths.map((path) => relative(this.base, path)));
  }

  private async release(holder: symbol): Promise<void> {
    if (!this.holders.delete(holder) || this.holders.size > 0) return;
    const { current } = this;
    this.current = undefined;
    await (await current?.catch(() => undefined))?.stop();
  }

  private async start(): Promise<ChildProcess> {
    const startedAt = performance.now();
    const child = await this.spawn();
    this.tasks.adopt('process', 'guard', child, {
      detail: () => `pid ${child.pid}, guards ${this.holders.size}`,
    });
    this.tasks.daemon('watch the guard', async (context) => {
      await context.waitFor('its end', child.stopped);
      await this.ended(child, performance.now() - startedAt);
    });
    return child;
  }

  private async spawn(): Promise<ChildProcess> {
    const [program = process.execPath, ...first] = this.command;
    const identity = await ownIdentity();
    const command = [program, ...first, this.file, this.base, String(process.pid), identity];
    const [file = '', ...args] =
      process.platform === 'win32' ? command : ['/bin/sh', '-c', WAIT, 'guard', this.base, ...command];
    const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    // Debuggers and loaders of the host are not for the guard.
    delete env['NODE_OPTIONS'];
    const child = await ChildProcess.spawn('guard', file, args, {
      // Not the host's working directory: one that is in use cannot be unmounted.
      cwd: '/',
      stdin: 'pipe',
      ownGroup: true,
      env,
      ladder: (guard) => [sayGoodbye(guard), kill(guard)],
    });
    if (process.platform === 'win32') child.stdout.resume();
    else this.fifos = new FifoRequests(child);
    child.stderr.on('data', (chunk: Buffer) => this.log.warn(chunk.toString('utf8').trimEnd()));
    return child;
  }

  /** Killed by somebody: machines that still run get a new one. */
  private async ended(child: ChildProcess, livedMs: number): Promise<void> {
    if ((await this.current?.catch(() => undefined)) !== child) return;
    this.current = undefined;
    this.shortLives = livedMs < TOO_SHORT_MS ? this.shortLives + 1 : 0;
    this.log.warn(`the guard ended by itself (${child.exit?.signal ?? `exit code ${child.exit?.code}`})`);
    if (this.holders.size === 0 || this.shortLives >= MAX_SHORT_LIVES) return;
    const again = this.start();
    this.current = again;
    await again.catch((error: unknown) => {
      this.current = undefined;
      this.log.warn(`no guard, so machines may outlive a crash of this process: ${messageOf(error)}`);
    });
  }
}

function sayGoodbye(guard: ChildProcess): Rung {
  return { name: 'close', waitMs: CLOSE_MS, act: () => void guard.stdin?.end('done\n') };
}
