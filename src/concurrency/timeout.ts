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
  signal.throwIfAborted();
  const controller = new ChildAbortController(signal);
  const timer = setTimeout(() => controller.abort(new TimeoutError(what, ms)), clamp(ms));
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
 * Waits `ms` milliseconds.
 * @throws `signal.reason` as soon as the signal aborts.
 */
export async function delay(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const link = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
    const timer = setTimeout(() => {
      link.dispose();
      resolve();
    }, clamp(ms));
  });
}

function clamp(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS);
}
