import type { TaskSnapshot } from '../concurrency/taskTree';
import type { SerialThread } from './services';

/**
 * The tree of another thread, for a tree that must be drawn at once: what the thread last said, asked anew each time
 * that somebody looks.
 */
export class WorkerTree {
  private latest: readonly TaskSnapshot[] = [];
  private asking = false;

  constructor(
    private readonly serial: Pick<SerialThread, 'snapshot'>,
    private readonly signal: AbortSignal,
  ) {}

  look(): readonly TaskSnapshot[] {
    if (!this.asking && !this.signal.aborted) {
      this.asking = true;
      // Its time-out is the thread's life: if it ends, so does the question, and nobody waits for the answer.
      void this.ask();
    }
    return this.latest;
  }

  private async ask(): Promise<void> {
    try {
      this.latest = await this.serial.snapshot(this.signal);
    } catch {
      this.latest = [];
    } finally {
      this.asking = false;
    }
  }
}
