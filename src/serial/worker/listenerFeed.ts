import { Gate } from '../../concurrency/gate';
import { STOP } from '../../concurrency/loop';
import { ChildAbortController } from '../../concurrency/abort';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { TaskContext } from '../../concurrency/taskTree';
import type { Logger } from '../../log/logger';
import { Cursor } from './cursor';
import { amount } from './skipNotice';
import type { Spool } from './spool';

/** So many bytes may be on their way to the main thread; more follow when its listeners have had them. */
export const WINDOW_BYTES = 4 << 20;
const CHUNK_BYTES = 131_072;

/** Everything that a port receives from now on, for listeners in the main thread, no faster than they take it. */
export class ListenerFeed {
  /** Resolves when the stream has ended and all of it was handed over, or after `close()`. */
  readonly done: Promise<void>;
  private readonly room = new Gate('listeners keep up', true);
  private readonly cursor: Cursor;
  private readonly own: ChildAbortController;
  private onTheirWay = 0;
  private toldLost = 0;

  constructor(
    group: TaskGroup,
    name: string,
    spool: Spool,
    private readonly hand: (bytes: Uint8Array) => void,
    private readonly log: Logger,
  ) {
    this.cursor = new Cursor(spool, spool.tail.end, CHUNK_BYTES);
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

  private tellLoss(): void {
    const { lost } = this.cursor;
    if (lost > this.toldLost)
      this.log.warn(`listeners are too slow: ${amount(lost - this.toldLost)} were not kept for them`);
    this.toldLost = lost;
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const { signal } = this.own;
    try {
      await context.waitFor('listeners', this.room.wait(signal));
      const bytes = await context.waitFor('bytes', this.cursor.next(signal));
      if (!bytes) return STOP;
      this.onTheirWay += bytes.length;
      if (this.onTheirWay >= WINDOW_BYTES) this.room.close();
      this.tellLoss();
      // A copy of its own: it changes threads.
      this.hand(new Uint8Array(bytes));
    } catch (error) {
      if (signal.aborted) return STOP;
      throw error;
    }
    return undefined;
  }
}
