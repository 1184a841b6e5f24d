import type { Disposable } from './event';

/** Thrown (as `signal.reason`) where a wait ended because somebody asked it to. Never shown to a person. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(what = 'cancelled') {
    super(what);
  }
}

/**
 * True for what a wait throws when its signal was aborted: cancelling is not a failure. Goes by name, since the
 * debug room is a bundle of its own, with a class of its own.
 */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'CancelledError' || error.name === 'AbortError');
}

/**
 * Runs `listener` once when `signal` aborts, at once if it has already.
 * Dispose the result as soon as the wait is over: signals here live as long as the window does.
 */
export function onAbort(signal: AbortSignal, listener: () => void): Disposable {
  if (signal.aborted) {
    listener();
    return { dispose: () => undefined };
  }
  signal.addEventListener('abort', listener, { once: true });
  return { dispose: () => signal.removeEventListener('abort', listener) };
}

/**
 * A controller that aborts when its parent does and can be aborted alone. Call `dispose()` when its work is
 * over: `AbortSignal.any` would keep every child reachable from a long-lived parent (nodejs/node#54614).
 */
export class ChildAbortController extends AbortController implements Disposable {
  private readonly link: Disposable;

  constructor(parent: AbortSignal | undefined) {
    super();
    this.link = parent ? onAbort(parent, () => super.abort(parent.reason)) : { dispose: () => undefined };
  }

  override abort(reason?: unknown): void {
    super.abort(reason);
    this.link.dispose();
  }

  dispose(): void {
    this.link.dispose();
  }
}

/**
 * Waits for `promise` or the end of `signal`, whichever comes first; the loser is left behind without a listener,
 * and if `promise` rejects later, nobody is told. A signal that has aborted already wins.
 * @throws `signal.reason` when the signal wins.
 */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) promise.catch(() => undefined);
  signal.throwIfAborted();
  let link: Disposable | undefined;
  const aborted = new Promise<never>((_, reject) => {
    link = onAbort(signal, () => reject(signal.reason as Error));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    link?.dispose();
  }
}
