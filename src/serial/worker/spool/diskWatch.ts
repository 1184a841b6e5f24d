import { raceAbort } from '../../../concurrency/abort';
import { Gate } from '../../../concurrency/gate';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { delay } from '../../../concurrency/timeout';
import type { DiskNews } from '../../diskNews';
import type { DiskSpace } from './diskSpace';

/** With less than this the disk is low, in bytes; of a small disk, with less than this share of it. */
const RESERVE_BYTES = 64 << 20;
const RESERVE_SHARE = 1 / 10;
/** … and with less than what comes until a pause takes effect, in milliseconds; but never more than a share. */
const PAUSE_MS = 500;
const MOST_RESERVE_SHARE = 1 / 4;
/** A flow may begin this fast between two looks, in bytes a millisecond. */
const SUDDEN_RATE = 200_000;
/** Between two looks a flow uses up this share of what is left above the reserve, at most. */
const SHARE_A_LOOK = 1 / 4;
const LEAST_INTERVAL_MS = 2;
const MOST_INTERVAL_MS = 1000;
/** How often to look whether there is space again, in milliseconds. */
const LOW_INTERVAL_MS = 250;
/** QEMU's next write fails: tmpfs refuses it (ENOSPC) with 64 KiB that it still calls free. */
const FULL_BYTES = 128 << 10;

export interface DiskWatchParts {
  /** A directory on the disk. */
  readonly path: string;
  readonly measure: (path: string) => Promise<DiskSpace>;
  readonly tell: (news: DiskNews) => void;
  /** Time in milliseconds, and the wait for it. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Watches the free space of a disk while bytes flow: the faster they do, and the less there is, the more often. Nobody
 * sees QEMU's failed writes, so it must be known before.
 */
export class DiskWatch {
  private readonly active = new Gate('bytes flow');
  private readonly now: () => number;
  private readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  private last: { readonly freeBytes: number; readonly at: number } | undefined;
  /** Bytes a millisecond. */
  private rate = 0;
  private low = false;
  private full = false;
  /** Told again below this: somebody has let the machine go on. */
  private nextLow = Infinity;

  constructor(private readonly parts: DiskWatchParts) {
    this.now = parts.now ?? (() => performance.now());
    this.sleep = parts.sleep ?? delay;
  }

  start(group: TaskGroup): void {
    void group.loop(`watch the space of ${this.parts.path}`, (context) => this.turn(context));
  }

  /** Bytes have come. */
  touch(): void {
    this.active.open();
  }

  private async turn(context: TaskContext): Promise<void> {
    const { signal } = context;
    if (!this.low) await context.waitFor('bytes', this.active.wait(signal));
    this.active.close();
    const space = await context.waitFor('the disk', raceAbort(this.measure(), signal));
    if (space) this.judge(space);
    await context.waitFor('the next look', this.sleep(this.interval(space), signal));
  }

  /** Undefined if the system does not tell. */
  private async measure(): Promise<DiskSpace | undefined> {
    return await this.parts.measure(this.parts.path).catch(() => undefined);
  }

  private judge(space: DiskSpace): void {
    const { freeBytes } = space;
    const at = this.now();
    const { last } = this;
    if (last && at > last.at)
      this.rate = Math.max((last.freeBytes - freeBytes) / (at - last.at), this.rate / 2);
    this.last = { freeBytes, at };
    const reserve = this.reserve(space);
    const full = freeBytes < FULL_BYTES || !space.writable;
    if (freeBytes <= Math.min(reserve, this.nextLow) || (full && !this.full)) {
      this.low = true;
      this.nextLow = freeBytes / 2;
      this.tell(full ? 'full' : 'low', freeBytes);
    } else if (this.low && freeBytes > 2 * reserve && !full) {
      this.low = false;
      this.nextLow = Infinity;
      this.tell('enough', freeBytes);
    }
    this.full = full;
  }

  private reserve({ totalBytes }: DiskSpace): number {
    const least = Math.min(RESERVE_BYTES, totalBytes * RESERVE_SHARE);
    return Math.min(Math.max(least, this.rate * PAUSE_MS), totalBytes * MOST_RESERVE_SHARE);
  }

  private interval(space: DiskSpace | undefined): number {
    if (!space) return MOST_INTERVAL_MS;
    if (this.low) return LOW_INTERVAL_MS;
    const above = space.freeBytes - this.reserve(space);
    const ms = (above * SHARE_A_LOOK) / Math.max(this.rate, SUDDEN_RATE);
    return Math.min(Math.max(ms, LEAST_INTERVAL_MS), MOST_INTERVAL_MS);
  }

  private tell(state: DiskNews['state'], freeBytes: number): void {
    this.parts.tell({ state, path: this.parts.path, freeBytes });
  }
}
