import { delay, NEVER } from '../../src/concurrency/timeout';

/** A guard against hanging, in milliseconds: far more than anything takes, however busy the computer is. */
const LIMIT_MS = 60_000;
const LOOK_MS = 20;

export interface UntilOptions {
  /** Default: a minute. */
  readonly limitMs?: number;
  readonly everyMs?: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
}

/** What makes a condition hold. */
export type Truthy<T> = Exclude<T, false | undefined | null | 0 | ''>;

/**
 * Looks at a condition until it holds, and returns what it gave.
 * @param what The condition in words, for the error: `the machine is running`.
 * @param condition May throw until it holds; the last failure is told when time is up.
 * @throws at the limit; `signal.reason` when the signal aborts.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { limitMs = LIMIT_MS, everyMs = LOOK_MS, signal = NEVER }: UntilOptions = {},
): Promise<Truthy<T>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const { value, reason } = await look(condition);
    if (value) return value as Truthy<T>;
    if (performance.now() > end) throw tooLate(what, limitMs, reason);
    await delay(everyMs, signal);
  }
}

async function look<T>(condition: () => T | Promise<T>): Promise<{ value?: T; reason?: unknown }> {
  try {
    return { value: await condition() };
  } catch (reason) {
    return { reason };
  }
}

function tooLate(what: string, limitMs: number, reason: unknown): Error {
  const why = reason instanceof Error ? `: ${reason.message}` : '';
  return new Error(`not within ${limitMs / 1000} s: ${what}${why}`, { cause: reason });
}
