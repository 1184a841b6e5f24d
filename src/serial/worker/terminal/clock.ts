import { delay } from '../../../concurrency/timeout';

/** Time, as far as terminals go by it; tests bring their own. */
export interface Clock {
  /** Milliseconds since some time. */
  now(): number;
  /** Waits that many milliseconds. @throws `signal.reason` on abort. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const CLOCK: Clock = { now: () => performance.now(), wait: delay };
