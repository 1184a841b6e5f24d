import type { TaskGroup } from '../concurrency/taskGroup';
import type { TaskSnapshot } from '../concurrency/taskTree';
import type { SerialThread } from './services';

/** The tree of another thread, for a tree that must be drawn at once: what the thread said last; each look asks again. */
export class WorkerTree {
  private latest: readonly TaskSnapshot[] = [];
  private asking = false;

  constructor(
    private readonly serial: Pick<SerialThread, 'snapshot'>,
    private readonly group: TaskGroup,
  ) {}

  look(): readonly TaskSnapshot[] {
    if (this.asking || this.group.signal.aborted || this.group.isClosing) return this.latest;
    this.asking = true;
    // A daemon: its time-out is the thread's life, and nobody waits for the answer.
    this.group.daemon('ask the serial worker what it does', async ({ signal }) => {
      try {
        this.latest = await this.serial.snapshot(signal);
      } catch {
        this.latest = [];
      } finally {
        this.asking = false;
      }
    });
    return this.latest;
  }
}
