import { delay } from '../../../concurrency/timeout';

/** The time that terminals go by; tests bring their own. */
export interface Clock {
  /** Milliseconds since some point in time. */
  now(): number;
  /** Waits that many milliseconds. @throws `signal.reason` on abort. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const CLOCK: Clock = { now: () => performance.now(), wait: delay };
