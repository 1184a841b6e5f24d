import { NEVER } from '../../src/concurrency/timeout';

/**
 * A guard against hanging, in milliseconds: far more than anything takes, however busy the computer is. What takes a
 * limit and must not reach it is given this one.
 */
export const GUARD_MS = 90_000;

/** A signal that aborts when `GUARD_MS` are over. */
export function guard(): AbortSignal {
  return AbortSignal.timeout(GUARD_MS);
}

/** The longest time between two looks, in milliseconds. What holds soon is seen sooner. */
const LOOK_MS = 100;

// A test may hold the clock (fakeTime.ts); waits for a condition go by the real one.
const { setTimeout: realTimeout } = globalThis;
const now = performance.now.bind(performance);

export interface UntilOptions {
  /** Default: `GUARD_MS`. */
  readonly limitMs?: number;
  /** Between two looks, in milliseconds, for a look that costs much. */
  readonly everyMs?: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
  /** What is told with a failure, e.g. what is on the screen. */
  readonly details?: () => string;
}

type Condition<T> = () => T | Promise<T>;

/** What makes a condition hold. */
export type Truthy<T> = Exclude<T, false | undefined | null | 0 | ''>;

/**
 * Looks at a condition until it holds, and returns what it gave.
 * @param what The condition in words, for the error: `the machine is running`. Its source text if left out.
 * @param condition May throw until it holds; the last failure is told when time is up.
 * @throws at the limit; `signal.reason` when the signal aborts.
 */
export function until<T>(what: string, condition: Condition<T>, options?: UntilOptions): Promise<Truthy<T>>;
export function until<T>(condition: Condition<T>, options?: UntilOptions): Promise<Truthy<T>>;
export function until<T>(
  what: string | Condition<T>,
  second?: Condition<T> | UntilOptions,
  third?: UntilOptions,
): Promise<Truthy<T>> {
  if (typeof what === 'string') return poll(what, second as Condition<T>, third);
  return poll(what.toString(), what, second as UntilOptions | undefined);
}

/** Lets everything happen that is due by now: for what must have come by then, or must not. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function poll<T>(
  what: string,
  condition: Condition<T>,
  { limitMs = GUARD_MS, everyMs, signal = NEVER, details }: UntilOptions = {},
): Promise<Truthy<T>> {
  const begun = now();
  for (;;) {
    const { value, reason } = await look(condition);
    if (value) return value as Truthy<T>;
    const passed = now() - begun;
    if (passed > limitMs) throw tooLate(what, limitMs, reason, details?.());
    await pause(everyMs ?? Math.min(LOOK_MS, 1 + passed / 20));
    signal.throwIfAborted();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void realTimeout(resolve, ms));
}

async function look<T>(condition: Condition<T>): Promise<{ value?: T; reason?: unknown }> {
  try {
    return { value: await condition() };
  } catch (reason) {
    return { reason };
  }
}

function tooLate(what: string, limitMs: number, reason: unknown, details?: string): Error {
  const why = reason instanceof Error ? `: ${reason.message}` : '';
  const more = details === undefined ? '' : `\n${details}`;
  return new Error(`gave up after ${limitMs / 1000} s: ${what}${why}${more}`, { cause: reason });
}
