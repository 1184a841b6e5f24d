import type { Disposable } from '../../concurrency/event';
import type { QmpEvent } from './messages';

/** A QMP event. A burst of the same event within a tenth of a second arrives once, with how many there were. */
export interface MachineEvent {
  readonly name: string;
  readonly data: Record<string, unknown>;
  /** Milliseconds since the epoch, by QEMU's clock. */
  readonly time: number;
  readonly count: number;
}

/** A burst within this many milliseconds is one event with a count. */
const WINDOW_MS = 100;

/** Different events in one window; more are passed on as they come, so that memory stays bounded. */
const MAX_OPEN = 64;

/** How often in one window a held burst goes out early because another event follows; after that, order gives way. */
const MAX_EARLY = 32;

interface Burst {
  latest: QmpEvent;
  count: number;
  timer: NodeJS.Timeout;
}

/**
 * Tames event storms: a guest in a triple-fault loop makes thousands of RESET events a second. The first of a kind
 * is passed on at once; those that follow within the window come as one, with how many they were, at its end.
 * Events are of a kind when name and data are equal, so a job's `created` and `concluded` stay two. What is held
 * goes out before another event does: order is kept, unless events alternate in a storm of their own.
 */
export class EventCoalescer implements Disposable {
  private readonly bursts = new Map<string, Burst>();
  private early = 0;
  private earlySince = 0;

  constructor(
    private readonly pass: (event: MachineEvent) => void,
    private readonly windowMs = WINDOW_MS,
  ) {}

  push(event: QmpEvent): void {
    const kind = `${event.name} ${JSON.stringify(event.data)}`;
    const burst = this.bursts.get(kind);
    this.passOthers(burst);
    if (burst) {
      burst.latest = event;
      burst.count += 1;
      return;
    }
    this.pass({ ...event, count: 1 });
    if (this.bursts.size < MAX_OPEN) this.open(kind, event);
  }

  /** Passes on what is held, without waiting for the windows' ends. */
  flush(): void {
    for (const burst of this.bursts.values()) {
      clearTimeout(burst.timer);
      this.passBurst(burst);
    }
    this.bursts.clear();
  }

  /** Forgets what is held. */
  dispose(): void {
    for (const burst of this.bursts.values()) clearTimeout(burst.timer);
    this.bursts.clear();
  }

  private passOthers(burst: Burst | undefined): void {
    const now = performance.now();
    if (now - this.earlySince > this.windowMs) {
      this.early = 0;
      this.earlySince = now;
    }
    for (const other of this.bursts.values()) {
      if (other === burst || other.count === 0 || this.early >= MAX_EARLY) continue;
      this.early += 1;
      this.passBurst(other);
      other.count = 0;
    }
  }

  private open(kind: string, latest: QmpEvent): void {
    const timer = setTimeout(() => this.endWindow(kind), this.windowMs);
    this.bursts.set(kind, { latest, count: 0, timer });
  }

  private endWindow(kind: string): void {
    const burst = this.bursts.get(kind);
    this.bursts.delete(kind);
    if (!burst || burst.count === 0) return;
    this.passBurst(burst);
    // The storm may go on: then its next part comes after another window, not at once.
    this.open(kind, burst.latest);
  }

  private passBurst(burst: Burst): void {
    if (burst.count > 0) this.pass({ ...burst.latest, count: burst.count });
  }
}
