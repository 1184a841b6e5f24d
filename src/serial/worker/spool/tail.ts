import { onAbort } from '../../../concurrency/abort';

/** Where a growing stream ends now, and whether it still grows. Cursors wait on it; its source moves it. */
export class Tail {
  private readonly waiters = new Set<() => void>();
  #end = 0;
  #ended = false;

  /** @param onAdvance Called after each move. */
  constructor(private readonly onAdvance: () => void = () => undefined) {}

  /** The byte offset after the last byte. */
  get end(): number {
    return this.#end;
  }

  /** No byte will follow. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Moves the end; never back. True when there is more than before. */
  advance(end: number): boolean {
    if (end <= this.#end) return false;
    this.#end = end;
    this.wake();
    this.onAdvance();
    return true;
  }

  finish(): void {
    this.#ended = true;
    this.wake();
  }

  /**
   * Waits until there is a byte at `position`. False: the stream has ended before it.
   * @throws `signal.reason` when the signal aborts first.
   */
  async past(position: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    while (this.#end <= position) {
      if (this.#ended) return false;
      await this.change(signal);
    }
    return true;
  }

  private async change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const waiter = (): void => {
        subscription.dispose();
        resolve();
      };
      const subscription = onAbort(signal, () => {
        this.waiters.delete(waiter);
        reject(signal.reason as Error);
      });
      this.waiters.add(waiter);
    });
  }

  private wake(): void {
    const waiting = [...this.waiters];
    this.waiters.clear();
    for (const waiter of waiting) waiter();
  }
}
