import { onAbort } from '../concurrency/abort';
import { Gate } from '../concurrency/gate';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { TaskContext } from '../concurrency/taskTree';
import { delay } from '../concurrency/timeout';
import type { LogSink } from './logger';
import type { LogRecord } from './record';

/** Above this many held records half of them go out early: a burst costs some order, never memory. */
const MAX_HELD = 4096;

interface Held {
  readonly record: LogRecord;
  /** When it came here, on `performance.now()`'s clock. Records' own clocks are other processes' business. */
  readonly arrived: number;
}

/**
 * Puts the records of several processes and threads into time order: each is held for a moment, so that one that
 * arose earlier but travelled longer still comes out before it. No record is held longer than `holdMs`, give or
 * take a fifth; one that comes later than that is written late.
 *
 * When the group ends, what is held is written, and from then on records pass straight through: the last words
 * of whatever ends after the merger are not lost.
 */
export class LogMerger {
  /** Sorted by the records' time; those of equal time in order of arrival. */
  private readonly held: Held[] = [];
  private readonly filled = new Gate('log records');
  private over = false;

  /** Where records are handed in; may be passed around without the merger. */
  readonly sink: LogSink = (record) => this.add(record);

  /**
   * @param write Takes the records in order. Must not throw.
   * @param holdMs How long a record may wait for earlier ones, in milliseconds.
   */
  constructor(
    private readonly write: (record: LogRecord) => void,
    group: TaskGroup,
    private readonly holdMs = 50,
  ) {
    void group.loop('log merger', (context) => this.turn(context));
    onAbort(group.signal, () => {
      this.over = true;
      this.flush();
    });
  }

  /** Writes everything that is held, in order, now. */
  flush(): void {
    this.release(this.held.length);
  }

  private add(record: LogRecord): void {
    if (this.over) {
      this.write(record);
      return;
    }
    // Searched from the end, since nearly every record belongs there.
    let at = this.held.length;
    while (at > 0 && (this.held[at - 1]?.record.time ?? 0) > record.time) at -= 1;
    this.held.splice(at, 0, { record, arrived: performance.now() });
    if (this.held.length > MAX_HELD) this.release(MAX_HELD / 2);
    this.filled.open();
  }

  private async turn(context: TaskContext): Promise<void> {
    if (this.held.length === 0) this.filled.close();
    await context.waitFor('log records', this.filled.wait(context.signal));
    await context.waitFor('earlier records', delay(this.untilDue(), context.signal));
    this.releaseDue(performance.now() - this.holdMs);
  }

  /** Milliseconds until the longest held record is due; never so few that a steady stream wakes us for each. */
  private untilDue(): number {
    const oldest = this.held.reduce((least, { arrived }) => Math.min(least, arrived), Infinity);
    // Nothing is held if somebody has flushed meanwhile.
    const due = Math.min(oldest, performance.now()) + this.holdMs;
    return Math.max(due - performance.now(), this.holdMs / 5);
  }

  /** Writes what has waited long enough, and with it everything that arose before. */
  private releaseDue(arrivedUntil: number): void {
    const last = this.held.findLastIndex((held) => held.arrived <= arrivedUntil);
    this.release(last + 1);
  }

  private release(count: number): void {
    for (const { record } of this.held.splice(0, count)) this.write(record);
  }
}
