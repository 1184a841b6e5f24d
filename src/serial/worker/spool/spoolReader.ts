import { watch as watchFile } from 'node:fs';
import { onAbort } from '../../../concurrency/abort';
import { Gate } from '../../../concurrency/gate';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import type { Spool } from './spool';
import { nextBeat, wakeAt } from './wakeUps';

/** Calls back when the file changes. @throws when the system cannot watch (no watches left, odd file systems). */
export type Watch = (path: string, onChange: () => void) => { close(): void };

/**
 * The poll's interval in milliseconds, by how long bytes have been flowing: an echo is seen at once, a flood in
 * large pieces. From `COMMON_BEAT_MS` on polls keep to a common beat, so that many ports make one wake-up.
 */
const INTERVALS: readonly (readonly [flowingMs: number, intervalMs: number])[] = [
  [16, 1],
  [64, 2],
  [128, 4],
  [256, 8],
  [1024, 16],
];
/**
 * After that the slowest of these that finds no more than a frame at a time: more at once would keep the main thread
 * busy in one go. A person who watches a guest's chatter does not see the slowest.
 */
const STEADY_MS = [64, 32, 16] as const;
const FASTEST_STEADY_MS = 8;
/** Between two looks at the file's length, in milliseconds, while somebody is shown when bytes came. */
const CLOSELY_MS = 16;
const PIECE_BYTES = 32_768;
const COMMON_BEAT_MS = 4;
/** After this many milliseconds, and two polls, without a byte the poll ends and the watch is opened again. */
const QUIET_AFTER_MS = 8;
/** A flow that goes on after less than this is the same flow, in milliseconds. */
const PAUSE_IN_A_FLOW_MS = 200;
/** This many events close to each other (one every 2 ms is free) mean a flow, and the watch is closed. */
const EVENTS_IN_A_BURST = 6;
const EVENT_FREE_MS = 2;
/**
 * This many events that nobody asked for (one every 25 ms is free) are chatter, which is polled, too; what comes so
 * soon after something was sent, in milliseconds, is an answer.
 */
const EVENTS_IN_CHATTER = 12;
const CHATTER_FREE_MS = 25;
const ANSWER_MS = 30;
/** Between two looks if nothing can be watched, in milliseconds. */
const UNWATCHED_POLL_MS = 25;

/**
 * Notices that another process has made a file longer, and moves the spool's tail.
 *
 * Quiet: `fs.watch`, so nothing wakes up and the first byte is seen at once. Busy: the watch is closed and the
 * file's length is polled, since QEMU writes byte by byte and an open watch costs forty times as much as a poll,
 * on our side and on QEMU's. A person's typing does not count as busy.
 */
export class SpoolReader {
  private readonly busy = new Gate('more than a watch is good for');
  private state = 'starting';
  private burst = 0;
  private chatter = 0;
  private lastEvent = 0;
  private flowingSince = 0;
  private lastByte = -Infinity;
  /** Over the last moments, in bytes a millisecond. */
  private rate = 0;
  private hinted = -Infinity;
  private finished = false;
  private closely = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly name: string,
    private readonly spool: Spool,
    private readonly watch: Watch = watchWithNode,
  ) {}

  start(group: TaskGroup): void {
    void group.loop(this.name, async (context) => {
      await this.beQuiet(context);
      if (this.finished) return STOP;
      await this.poll(context);
      return undefined;
    });
  }

  /** In a word, what it does now. */
  get detail(): string {
    return this.state;
  }

  /** An answer may come at once (something was sent): looks more often for a while. An open watch needs no hint. */
  expectSoon(): void {
    this.hinted = performance.now();
    this.wake?.();
  }

  /**
   * Whether to look at the file's length at least every 16 ms: that is how exact time stamps are. Readers get their bytes
   * no sooner: waking all of them four times as often costs as much as the flood itself.
   */
  readClosely(closely: boolean): void {
    this.closely = closely;
    this.wake?.();
  }

  /** The writer has ended: takes what it left, and tells everyone that nothing follows. */
  finish(): void {
    this.finished = true;
    this.spool.refresh();
    this.spool.tail.finish();
    this.busy.open();
    this.wake?.();
  }

  /** Waits, watching, until bytes come so fast that polling is cheaper. */
  private async beQuiet(context: TaskContext): Promise<void> {
    this.busy.close();
    this.burst = 0;
    this.chatter = 0;
    const watch = this.tryWatch();
    if (!watch) {
      await this.beQuietUnwatched(context);
      return;
    }
    this.state = 'watching';
    try {
      // Looked at after the watch was opened: what came before would not be told.
      this.spool.refresh();
      if (this.finished) return;
      await context.waitFor('a flow of bytes (watching)', this.busy.wait(context.signal));
    } finally {
      watch.close();
    }
  }

  private async beQuietUnwatched(context: TaskContext): Promise<void> {
    this.state = 'unwatched';
    const { hinted } = this;
    while (!this.finished && !this.spool.refresh() && this.hinted === hinted) {
      const until = performance.now() + UNWATCHED_POLL_MS;
      await context.waitFor('a byte (unwatched)', this.nap(until, context.signal));
    }
  }

  private async poll(context: TaskContext): Promise<void> {
    this.state = 'polling';
    let now = performance.now();
    if (now - this.lastByte > PAUSE_IN_A_FLOW_MS) this.flowingSince = now;
    this.lastByte = now;
    while (!this.finished) {
      const interval = this.interval(now);
      const slept = now;
      await context.waitFor('the next poll', this.untilPoll(nextPoll(interval, now), context.signal));
      now = performance.now();
      const before = this.spool.tail.end;
      const grown = this.spool.refresh();
      this.rate = (this.spool.tail.end - before) / (now - slept);
      if (grown) this.lastByte = now;
      else if (now - Math.max(this.lastByte, this.hinted) >= Math.max(QUIET_AFTER_MS, 2 * interval)) return;
    }
  }

  private interval(now: number): number {
    const flowing = now - Math.max(this.flowingSince, this.hinted);
    const fresh = INTERVALS.find(([flowingMs]) => flowing < flowingMs);
    if (fresh) return fresh[1];
    return STEADY_MS.find((interval) => this.rate * interval <= PIECE_BYTES) ?? FASTEST_STEADY_MS;
  }

  /** Sleeps until the next poll, and looks in between if that is asked for. */
  private async untilPoll(time: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const next = this.closely ? Math.min(time, nextBeat(CLOSELY_MS, performance.now())) : time;
      const woken = await this.nap(next, signal);
      if (woken || next === time) return;
      this.spool.look();
    }
  }

  /** Sleeps until a time at most. @returns whether `wake` ended it early. */
  private async nap(until: number, signal: AbortSignal): Promise<boolean> {
    return await new Promise<boolean>((resolve, reject) => {
      const over = (woken: boolean): void => {
        alarm.dispose();
        subscription.dispose();
        this.wake = undefined;
        resolve(woken);
      };
      const alarm = wakeAt(until, () => over(false));
      this.wake = () => over(true);
      const subscription = onAbort(signal, () => {
        alarm.dispose();
        this.wake = undefined;
        reject(signal.reason as Error);
      });
    });
  }

  private tryWatch(): { close(): void } | undefined {
    try {
      return this.watch(this.spool.path, () => this.onChange());
    } catch {
      return undefined;
    }
  }

  private isFlow(): boolean {
    return this.burst > EVENTS_IN_A_BURST || this.chatter > EVENTS_IN_CHATTER;
  }

  /** Takes the byte at once, since a person may be waiting for the echo of a key, and counts how often that happens. */
  private onChange(): void {
    this.spool.refresh();
    const now = performance.now();
    const passed = now - this.lastEvent;
    const unasked = now - this.hinted > ANSWER_MS ? 1 : 0;
    this.burst = Math.max(0, this.burst - passed / EVENT_FREE_MS) + 1;
    this.chatter = Math.max(0, this.chatter - passed / CHATTER_FREE_MS) + unasked;
    this.lastEvent = now;
    if (this.isFlow()) this.busy.open();
  }
}

/** When to poll next. Slow polls keep to beats that all ports have in common. */
function nextPoll(interval: number, now: number): number {
  return interval < COMMON_BEAT_MS ? now + interval : nextBeat(interval, now);
}

function watchWithNode(path: string, onChange: () => void): { close(): void } {
  const watcher = watchFile(path, onChange);
  // A watch that fails later (its file is gone) has nothing more to tell.
  watcher.on('error', () => undefined);
  return watcher;
}
