import { onAbort } from './abort';

/**
 * An event that can be waited for instead of a boolean that is polled: open, everyone passes; closed, everyone
 * waits and nothing wakes up. What pauses and resumes a loop is a gate.
 */
export class Gate {
  private readonly waiters = new Set<() => void>();
  #open: boolean;

  constructor(
    readonly name: string,
    open = false,
  ) {
    this.#open = open;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** How many are waiting now. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** Lets everyone who waits pass, and everyone who comes until `close()`. */
  open(): void {
    this.#open = true;
    const waiting = [...this.waiters];
    this.waiters.clear();
    for (const pass of waiting) pass();
  }

  close(): void {
    this.#open = false;
  }

  /**
   * Resolves when the gate is open; at once if it is.
   * @throws `signal.reason` when the signal aborts first.
   */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#open) return;
    await new Promise<void>((resolve, reject) => {
      const subscription = onAbort(signal, () => {
        this.waiters.delete(pass);
        reject(signal.reason as Error);
      });
      const pass = (): void => {
        subscription.dispose();
        resolve();
      };
      this.waiters.add(pass);
    });
  }
}
