import { ChildAbortController, onAbort } from './abort';

/** A wait took longer than it may. Says what was waited for, and how long. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  constructor(
    readonly what: string,
    /** The limit that was passed, in milliseconds. */
    readonly ms: number,
  ) {
    super(`${what} took longer than ${ms} ms`);
  }
}

/** A signal that never aborts, for a wait that has a limit of its own. */
export const NEVER = new AbortController().signal;

/** The longest that Node's timers can wait, in milliseconds (24.8 days); above it they fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs `work` with a signal that aborts after `ms` milliseconds. The time-out is cooperative: `work` is expected
 * to honour its signal; if it does not, the caller is released all the same.
 * @param what Named in the error, e.g. `QMP "query-status"`.
 * @throws {TimeoutError} after `ms`; `signal.reason` when the outer signal aborts; whatever `work` throws.
 */
export async function withTimeout<T>(
  what: string,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await withLimit(new TimeoutError(what, ms), signal, work);
}

async function withLimit<T>(
  limit: TimeoutError,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new ChildAbortController(signal);
  const timer = setTimeout(() => controller.abort(limit), clamp(limit.ms));
  const ended = new Promise<never>((_, reject) => {
    onAbort(controller.signal, () => reject(controller.signal.reason as Error));
  });
  try {
    return await Promise.race([work(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    controller.dispose();
  }
}

/**
 * Runs `work` for at most `ms` milliseconds, for a wait that may be given up without an error.
 * @returns whether `work` finished in time.
 * @throws `signal.reason` when the outer signal aborts; whatever `work` throws.
 */
export async function atMost(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const limit = new TimeoutError('the wait', ms);
  try {
    await withLimit(limit, signal, work);
    return true;
  } catch (error) {
    // Only this wait's own limit: a time-out inside `work` is a failure like any other.
    if (error !== limit) throw error;
    return false;
  }
}

/**
 * Waits `ms` milliseconds.
 * @throws `signal.reason` as soon as the signal aborts.
 */
export async function delay(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const subscription = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
    const timer = setTimeout(() => {
      subscription.dispose();
      resolve();
    }, clamp(ms));
  });
}

function clamp(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS);
}
