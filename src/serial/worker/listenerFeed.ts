import { Gate } from '../../concurrency/gate';
import { STOP } from '../../concurrency/loop';
import { ChildAbortController } from '../../concurrency/abort';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { TaskContext } from '../../concurrency/taskTree';
import { Cursor } from './cursor';
import type { Spool } from './spool';

/** So many bytes may be on their way to the main thread; more follow when its listeners have had them. */
const WINDOW_BYTES = 1 << 20;

/** Everything that a port receives from now on, for listeners in the main thread, no faster than they take it. */
export class ListenerFeed {
  /** Resolves when the stream has ended and all of it was handed over, or after `close()`. */
  readonly done: Promise<void>;
  private readonly room = new Gate('listeners keep up', true);
  private readonly cursor: Cursor;
  private readonly own: ChildAbortController;
  private onTheirWay = 0;

  constructor(
    group: TaskGroup,
    name: string,
    spool: Spool,
    private readonly hand: (bytes: Uint8Array) => void,
  ) {
    this.cursor = new Cursor(spool, spool.tail.end);
    this.own = new ChildAbortController(group.signal);
    this.done = group.loop(name, (context) => this.turn(context));
    const hold = this.cursor.hold();
    const end = (): void => {
      hold.dispose();
      this.own.dispose();
    };
    this.done.then(end, end);
  }

  /** Listeners have had so many bytes. */
  taken(bytes: number): void {
    this.onTheirWay = Math.max(0, this.onTheirWay - bytes);
    if (this.onTheirWay < WINDOW_BYTES) this.room.open();
  }

  /** Nobody listens any more. */
  close(): void {
    this.own.abort();
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const { signal } = this.own;
    try {
      await context.waitFor('listeners', this.room.wait(signal));
      const bytes = await context.waitFor('bytes', this.cursor.next(signal));
      if (!bytes) return STOP;
      this.onTheirWay += bytes.length;
      if (this.onTheirWay >= WINDOW_BYTES) this.room.close();
      // A copy of its own: it changes threads.
      this.hand(new Uint8Array(bytes));
    } catch (error) {
      if (signal.aborted) return STOP;
      throw error;
    }
    return undefined;
  }
}
