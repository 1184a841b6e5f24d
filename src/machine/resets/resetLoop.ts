import { afterHostReset, NO_RESETS, resetsWithin, withReset } from '../control/resetCount';

/** A guest that resets itself this often within that many milliseconds is in a loop: one that crashes early, at once. */
const FAST = { resets: 3, withinMs: 2000 };
/** One that first boots for some seconds. Boot loaders reset a board once or twice, installers once. */
const SLOW = { resets: 5, withinMs: 60_000 };
/** A tenth of a second, in which events come as one, has a few of the same reset; more are a storm. */
const STORM = 5;

/** Tells when a guest resets itself again and again. Pure. */
export class ResetLoop {
  private count = NO_RESETS;
  private wasTold = false;
  private isReady = false;

  /** The guest has come to where it works: what resets now is no boot that fails, unless it is fast. */
  becameReady(): void {
    this.isReady = true;
  }

  /** A person has reset it. */
  hostReset(time: number): void {
    this.count = afterHostReset(time);
  }

  /**
   * The guest has reset itself.
   * @param time In milliseconds, by QEMU's clock.
   * @param count How many events came as one.
   * @returns true once: when that makes it a loop.
   */
  take(time: number, count: number): boolean {
    this.count = withReset(this.count, time);
    if (this.wasTold) return false;
    const isSlow = !this.isReady && this.isWithin(SLOW, time);
    this.wasTold = count >= STORM || this.isWithin(FAST, time) || isSlow;
    return this.wasTold;
  }

  private isWithin({ resets, withinMs }: typeof FAST, now: number): boolean {
    return resetsWithin(this.count, withinMs, now) >= resets;
  }
}
