import { onAbort } from './abort';

/** Gives a permit back. Calling it again does nothing. */
export type Release = () => void;

/** Limits how many do something at once. Fair: permits go to waiters in the order in which they came. */
export class Semaphore {
  private readonly waiters: (() => void)[] = [];
  private free: number;

  constructor(
    readonly name: string,
    readonly permits: number,
  ) {
    this.free = permits;
  }

  /** Permits that are free now. */
  get available(): number {
    return this.free;
  }

  /** How many are waiting for a permit now. */
  get waiting(): number {
    return this.waiters.length;
  }

  /**
   * Waits for a permit and takes it.
   * @throws `signal.reason` when the signal aborts first; no permit is taken then.
   */
  async acquire(signal: AbortSignal): Promise<Release> {
    signal.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return this.release();
    }
    await new Promise<void>((resolve, reject) => {
      const subscription = onAbort(signal, () => {
        this.waiters.splice(this.waiters.indexOf(pass), 1);
        reject(signal.reason as Error);
      });
      const pass = (): void => {
        subscription.dispose();
        resolve();
      };
      this.waiters.push(pass);
    });
    return this.release();
  }

  /** Runs `work` holding a permit, and gives the permit back however it ends. */
  async use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const release = await this.acquire(signal);
    try {
      return await work();
    } finally {
      release();
    }
  }

  private release(): Release {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.waiters.shift();
      // Handed over directly: a newcomer cannot overtake those who wait.
      if (next) next();
      else this.free += 1;
    };
  }
}
