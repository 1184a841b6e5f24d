import { Gate } from '../../../concurrency/gate';
import { STOP } from '../../../concurrency/loop';
import { ChildAbortController } from '../../../concurrency/abort';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import type { Logger } from '../../../log/logger';
import { Cursor } from '../spool/cursor';
import { amount } from '../../../log/amount';
import type { Spool } from '../spool/spool';

/** So many pieces may be on their way to the main thread; more follow when its listeners have had them. */
export const SLOTS = 16;
export const SLOT_BYTES = 65_536;

export interface ListenerOutput {
  /** Comes first: the memory in which the pieces will be. */
  ring(memory: SharedArrayBuffer): void;
  /** A piece, which stays as it is until `taken()`. */
  piece(at: number, length: number): void;
}

/**
 * Everything that a port receives from now on, for listeners in the main thread, no faster than they take it.
 *
 * The pieces lie in a ring of shared memory and are used again: a flood that is copied from thread to thread costs a
 * hundred MB of garbage before a collector looks at it.
 */
export class ListenerFeed {
  /** Resolves when the stream has ended and all of it was handed over, or after `close()`. */
  readonly done: Promise<void>;
  private readonly room = new Gate('listeners keep up', true);
  private readonly cursor: Cursor;
  private readonly own: ChildAbortController;
  private readonly memory = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  private nextSlot = 0;
  private onTheirWay = 0;
  private toldLost = 0;

  constructor(
    group: TaskGroup,
    name: string,
    spool: Spool,
    private readonly output: ListenerOutput,
    private readonly log: Logger,
  ) {
    this.cursor = new Cursor(spool, spool.tail.end, SLOT_BYTES);
    this.own = new ChildAbortController(group.signal);
    output.ring(this.memory);
    this.done = group.loop(name, (context) => this.turn(context));
    const hold = this.cursor.hold();
    const end = (): void => {
      hold.dispose();
      this.own.dispose();
    };
    this.done.then(end, end);
  }

  /** Listeners have had a piece, the oldest one. */
  taken(): void {
    this.onTheirWay--;
    this.room.open();
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
      const at = this.nextSlot * SLOT_BYTES;
      const slot = Buffer.from(this.memory, at, SLOT_BYTES);
      const bytes = await context.waitFor('bytes', this.cursor.next(signal, slot));
      if (!bytes) return STOP;
      this.nextSlot = (this.nextSlot + 1) % SLOTS;
      this.onTheirWay++;
      if (this.onTheirWay === SLOTS) this.room.close();
      this.tellLoss();
      this.output.piece(at, bytes.length);
    } catch (error) {
      if (signal.aborted) return STOP;
      throw error;
    }
    return undefined;
  }
}
