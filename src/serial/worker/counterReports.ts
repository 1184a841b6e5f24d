import { Gate } from '../../concurrency/gate';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { TaskContext } from '../../concurrency/taskTree';
import type { PortCounters } from '../protocol';
import { nextBeat, sleepUntil } from './spool/wakeUps';

/** How often the main thread is told, in milliseconds: together with one of the slow polls (see `spoolReader.ts`). */
const BEAT_MS = 256;

/** Tells the main thread how far the ports are, a few times a second while that changes, and otherwise never. */
export class CounterReports {
  private readonly active = new Gate('something changed');
  private readonly sent: string[] = [];

  constructor(
    private readonly read: () => readonly PortCounters[],
    private readonly tell: (port: number, counters: PortCounters) => void,
  ) {}

  start(group: TaskGroup): void {
    void group.loop('report counters', (context) => this.turn(context));
  }

  /** Something may have changed. */
  touch(): void {
    this.active.open();
  }

  /** Reports at once what has changed. */
  flush(): void {
    for (const [port, counters] of this.read().entries()) {
      const now = JSON.stringify(counters);
      if (now === this.sent[port]) continue;
      this.sent[port] = now;
      this.tell(port, counters);
    }
  }

  private async turn(context: TaskContext): Promise<void> {
    await context.waitFor('a change', this.active.wait(context.signal));
    this.active.close();
    this.flush();
    // Never two beats close together: this turn may have come between them.
    const beat = nextBeat(BEAT_MS, performance.now() + BEAT_MS / 2);
    await context.waitFor('the next beat', sleepUntil(beat, context.signal));
  }
}
