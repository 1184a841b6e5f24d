import { nextBeat } from '../spool/wakeUps';

/** Output that has gone on for this long is looked at less often; in milliseconds. */
const LONG_MS = 1000;
/** After a pause of this length output begins again, in milliseconds. */
const PAUSE_MS = 250;
/** So long before its time-out a search looks at all that comes at once, in milliseconds. */
const LAST_MOMENTS_MS = 500;

/**
 * How often another thread looks at new bytes: at once, except in output that goes on and on. Waking a thread, and being
 * woken by it, costs many times what looking for a few literals does.
 */
export class LookPace {
  private flowingSince = -Infinity;
  private lastLook = -Infinity;

  /**
   * @param beatMs Between two looks at long output, in milliseconds; best a multiple of the slow polls (`spoolReader.ts`), so
   * that all wake up together.
   */
  constructor(private readonly beatMs: number) {}

  /**
   * To be asked when there are new bytes; times are those of `performance.now()`.
   * @returns for how long to wait before they are looked at, in milliseconds.
   */
  wait(now: number, deadline = Infinity): number {
    if (now - this.lastLook > PAUSE_MS) this.flowingSince = now;
    const isLong = now - this.flowingSince >= LONG_MS && deadline - now > LAST_MOMENTS_MS;
    const next = isLong ? nextBeat(this.beatMs, now) : now;
    this.lastLook = next;
    return next - now;
  }
}
