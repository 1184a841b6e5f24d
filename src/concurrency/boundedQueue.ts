import { onAbort } from './abort';

/** `put` after `close()`: the consumer has gone. */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';
  constructor(queue: string) {
    super(`queue "${queue}" is closed`);
  }
}

/** Anything but `undefined` and `null`: `take` says "closed and empty" with `undefined`. */
export type QueueItem = object | string | number | bigint | boolean | symbol;

interface Waiter<T> {
  readonly size: number;
  readonly item: T;
  admit(): void;
  refuse(error: Error): void;
}

/**
 * A bounded FIFO between a producer and a worker. `put` waits while the queue is full: back-pressure, not loss.
 *
 * Each item has a size (1 unless `sizeOf` says otherwise, e.g. bytes; never less than 1, or empty items would
 * know no bound). An item larger than the whole capacity is admitted alone, into an empty queue, so that it cannot
 * wait for ever.
 */
export class BoundedQueue<T extends QueueItem> {
  private readonly items: { readonly item: T; readonly size: number }[] = [];
  private readonly putters: Waiter<T>[] = [];
  private readonly takers: ((item: T | undefined) => void)[] = [];
  private used = 0;
  private peak = 0;
  #closed = false;

  constructor(
    readonly name: string,
    /** The sum of sizes that may wait in the queue. */
    readonly capacity: number,
    private readonly sizeOf: (item: T) => number = () => 1,
  ) {}

  /** The sum of the sizes now in the queue. */
  get depth(): number {
    return this.used;
  }

  /** The largest depth ever reached. */
  get highWaterMark(): number {
    return this.peak;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Appends an item, waiting for room in order of arrival.
   * @throws {QueueClosedError} once closed, also while waiting; `signal.reason` when the signal aborts first, and
   * then the item was not added.
   */
  async put(item: T, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#closed) throw new QueueClosedError(this.name);
    if (this.offer(item)) return;
    const size = Math.max(1, this.sizeOf(item));
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter<T> = {
        item,
        size,
        admit: () => {
          subscription.dispose();
          resolve();
        },
        refuse: (error) => {
          subscription.dispose();
          reject(error);
        },
      };
      const subscription = onAbort(signal, () => {
        this.putters.splice(this.putters.indexOf(waiter), 1);
        reject(signal.reason as Error);
        this.admitWaiting();
      });
      this.putters.push(waiter);
    });
  }

  /** Appends an item if there is room for it now. False: full, or others wait, or closed. */
  offer(item: T): boolean {
    const size = Math.max(1, this.sizeOf(item));
    if (this.#closed || this.putters.length > 0 || !this.fits(size)) return false;
    this.admit(item, size);
    return true;
  }

  /**
   * Removes the oldest item, waiting if there is none. Resolves with `undefined` once closed and empty.
   * @throws `signal.reason` when the signal aborts first; no item is lost then.
   */
  async take(signal: AbortSignal): Promise<T | undefined> {
    signal.throwIfAborted();
    const oldest = this.items.shift();
    if (oldest) {
      this.used -= oldest.size;
      this.admitWaiting();
      return oldest.item;
    }
    if (this.#closed) return undefined;
    return await new Promise<T | undefined>((resolve, reject) => {
      const taker = (taken: T | undefined): void => {
        subscription.dispose();
        resolve(taken);
      };
      const subscription = onAbort(signal, () => {
        this.takers.splice(this.takers.indexOf(taker), 1);
        reject(signal.reason as Error);
      });
      this.takers.push(taker);
    });
  }

  /** No more items come in; those inside can still be taken. Everyone who waits is told. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const waiter of this.putters.splice(0)) waiter.refuse(new QueueClosedError(this.name));
    for (const taker of this.takers.splice(0)) taker(undefined);
  }

  private fits(size: number): boolean {
    return this.used + size <= this.capacity || this.items.length === 0;
  }

  private admit(item: T, size: number): void {
    const taker = this.takers.shift();
    this.peak = Math.max(this.peak, this.used + size);
    if (taker) {
      taker(item);
      return;
    }
    this.items.push({ item, size });
    this.used += size;
  }

  private admitWaiting(): void {
    for (let next = this.putters[0]; next && this.fits(next.size); next = this.putters[0]) {
      this.putters.shift();
      this.admit(next.item, next.size);
      next.admit();
    }
  }
}
