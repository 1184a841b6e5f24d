import { Gate } from '../../../concurrency/gate';
import { STOP } from '../../../concurrency/loop';
import { ChildAbortController } from '../../../concurrency/abort';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import type { Logger } from '../../../log/logger';
import type { FromSerialWorker } from '../../protocol';
import { Cursor } from '../spool/cursor';
import { amount } from '../../../log/amount';
import type { Spool } from '../spool/spool';

/** This many pieces may be on their way to the main thread; more follow once its listeners have processed them. */
export const SLOTS = 16;
export const SLOT_BYTES = 65_536;

/** `ring` comes first: the memory in which the pieces will be. A `piece` stays as it is until `taken()`. */
export type ListenerMessage = Extract<FromSerialWorker, { readonly type: 'ring' | 'piece' }>;

/**
 * Everything that a port receives from an offset on, for listeners in the main thread, no faster than they process it.
 *
 * The pieces lie in a ring of shared memory that is reused: copying a flood from thread to thread leaves a hundred MB
 * of garbage before a collection runs.
 */
export class ListenerFeed {
  /** Resolves when the stream has ended and all of it was handed over, or after `close()`. */
  readonly done: Promise<void>;
  private readonly capacity = new Gate('listeners keep up', true);
  private readonly cursor: Cursor;
  private readonly own: ChildAbortController;
  private readonly memory = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  private nextSlot = 0;
  private onTheirWay = 0;
  private toldLost = 0;

  constructor(
    group: TaskGroup,
    private readonly port: number,
    spool: Spool,
    private readonly tell: (message: ListenerMessage) => void,
    private readonly log: Logger,
    from = spool.tail.end,
  ) {
    this.cursor = new Cursor(spool, from, SLOT_BYTES);
    this.own = new ChildAbortController(group.signal);
    tell({ type: 'ring', port, memory: this.memory });
    this.done = group.loop('feed listeners', (context) => this.turn(context));
    const hold = this.cursor.hold();
    const end = (): void => {
      hold.dispose();
      this.own.dispose();
    };
    this.done.then(end, end);
  }

  /** Listeners have processed the oldest piece. */
  taken(): void {
    this.onTheirWay--;
    this.capacity.open();
  }

  /** The last listener has unsubscribed. */
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
      await context.waitFor('listeners', this.capacity.wait(signal));
      const at = this.nextSlot * SLOT_BYTES;
      const slot = Buffer.from(this.memory, at, SLOT_BYTES);
      const bytes = await context.waitFor('bytes', this.cursor.next(signal, slot));
      if (!bytes) return STOP;
      this.nextSlot = (this.nextSlot + 1) % SLOTS;
      this.onTheirWay++;
      if (this.onTheirWay === SLOTS) this.capacity.close();
      this.tellLoss();
      this.tell({ type: 'piece', port: this.port, at, length: bytes.length });
    } catch (error) {
      if (signal.aborted) return STOP;
      throw error;
    }
    return undefined;
  }
}
