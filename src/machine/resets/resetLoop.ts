/** A guest that resets itself this often within that many milliseconds is in a loop: one that crashes early, at once. */
const FAST = { resets: 3, withinMs: 2000 };
/** One that first boots for some seconds. Boot loaders reset a board once or twice, installers once. */
const SLOW = { resets: 5, withinMs: 60_000 };

/** Tells when a guest resets itself again and again. Pure. */
export class ResetLoop {
  private times: number[] = [];
  private wasTold = false;
  private isReady = false;

  /** The guest has come to where it works: what resets now is no boot that fails, unless it is fast. */
  becameReady(): void {
    this.isReady = true;
  }

  /**
   * The guest has reset itself.
   * @param time In milliseconds, by QEMU's clock.
   * @param count How often at that time.
   * @returns true once: when that makes it a loop.
   */
  take(time: number, count: number): boolean {
    const times = Array<number>(Math.min(count, SLOW.resets)).fill(time);
    this.times = [...this.times, ...times].slice(-SLOW.resets);
    if (this.wasTold) return false;
    this.wasTold = this.isWithin(FAST, time) || (!this.isReady && this.isWithin(SLOW, time));
    return this.wasTold;
  }

  private isWithin({ resets, withinMs }: typeof FAST, now: number): boolean {
    return this.times.filter((time) => now - time < withinMs).length >= resets;
  }
}
