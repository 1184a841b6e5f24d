import * as l10n from '@vscode/l10n';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { runSystemTool } from '../../systemTool';
import { atMost } from '../../../concurrency/timeout';
import { amount } from '../../../log/amount';
import type { Spool } from './spool';

/**
 * How much of the limit is given back at once, and the most in bytes. The helper program must run rarely: starting it
 * costs the extension host a copy of its page tables, 10 ms and more.
 */
const SHARE_AT_ONCE = 1 / 4;
const MOST_AT_ONCE = 32 << 20;
const LEAST_AT_ONCE = 1 << 20;
/** A capture or listener that lags further than what is kept is waited for this long, in milliseconds, and no longer. */
const READER_LIMIT_MS = 1000;
/** A hole is made in milliseconds, if the disk answers; in milliseconds. */
const PUNCH_LIMIT_MS = 60_000;
/** File systems free whole blocks; this is a multiple of all usual block sizes. */
const BLOCK = 65_536;

/**
 * Gives `length` bytes of a file from `from` on back to the disk, and leaves a hole.
 * @throws when that cannot be done here; the message says why.
 */
export type Punch = (path: string, from: number, length: number, signal: AbortSignal) => Promise<void>;

/** util-linux's `fallocate --punch-hole`: keeps the file's length and whatever offset its writer has. */
const punchHole: Punch = async (path, from, length, signal) => {
  if (process.platform !== 'linux') throw new Error(l10n.t('only Linux can free the beginning of a file'));
  const args = ['--punch-hole', '--offset', String(from), '--length', String(length), '--', path];
  await runSystemTool('fallocate', args, 'util-linux', { signal, limitMs: PUNCH_LIMIT_MS });
};

/**
 * Keeps a spool's use of the disk below its limit, by a hole behind the oldest byte that is kept. Sleeps until there
 * is enough to give back, and begins one such step before the limit: what comes meanwhile needs room, too.
 */
export class Trimmer {
  /** Kept after each step, and where the next one begins, in bytes. */
  private readonly least: number;
  private readonly most: number;
  private frees = 0;

  constructor(
    private readonly spool: Spool,
    private readonly limitBytes: number,
    /** The limit is near and nothing can be given back: the text says what to do. */
    private readonly onLimit: (text: string) => void,
    private readonly punch: Punch = punchHole,
  ) {
    const step = Math.min(limitBytes * SHARE_AT_ONCE, MOST_AT_ONCE);
    this.least = limitBytes - 2 * step;
    this.most = this.least + Math.max(step, LEAST_AT_ONCE);
  }

  start(group: TaskGroup, name: string): void {
    void group.loop(name, (context) => this.turn(context));
  }

  get detail(): string {
    return `${amount(this.spool.kept)} freed in ${this.frees} steps`;
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const { tail, kept, path } = this.spool;
    const next = kept + this.most;
    if (!(await context.waitFor('enough to give back', tail.past(next - 1, context.signal)))) return STOP;
    const target = Math.floor((tail.end - this.least) / BLOCK) * BLOCK;
    await context.waitFor('readers', this.readersPast(target, context.signal));
    try {
      // Told first: nobody may read where the hole is going to be.
      this.spool.forget(target);
      await context.waitFor('fallocate', this.punch(path, kept, target - kept, context.signal));
      this.frees++;
    } catch (error) {
      context.signal.throwIfAborted();
      this.giveUp(error as Error);
      return STOP;
    }
    return undefined;
  }

  private async readersPast(target: number, signal: AbortSignal): Promise<void> {
    await atMost(READER_LIMIT_MS, signal, (inner) => this.spool.readersPast(target, inner));
  }

  private giveUp(error: Error): void {
    this.onLimit(
      l10n.t(
        '{0} cannot be kept below its limit of {1}: {2}. It grows until the machine ends. Stop the machine, or raise "qemu.spoolLimit".',
        this.spool.path,
        amount(this.limitBytes),
        error.message,
      ),
    );
  }
}
