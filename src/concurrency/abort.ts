import type { Disposable } from './event';

/** Thrown (as `signal.reason`) when a wait ended because it was asked to. Never shown to a person. */
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
  const waiting = waitingOn(signal);
  const entry = { listener };
  waiting.add(entry);
  return { dispose: () => waiting.delete(entry) };
}

/** How many listeners of `onAbort` a signal has now. For tests, that none is forgotten. */
export function abortListeners(signal: AbortSignal): number {
  return registry.get(signal)?.size ?? 0;
}

interface Entry {
  readonly listener: () => void;
}

/**
 * Each signal has one listener of the platform's at most, and who waits is in a set: waits are what loops do all the
 * time, and the platform's `addEventListener` alone was a third of what polling 32 ports cost. Our own controllers
 * tell the set themselves.
 */
const registry = new WeakMap<AbortSignal, Set<Entry>>();

function waitingOn(signal: AbortSignal): Set<Entry> {
  const known = registry.get(signal);
  if (known) return known;
  const entries = new Set<Entry>();
  registry.set(signal, entries);
  signal.addEventListener('abort', () => tellAll(entries), { once: true });
  return entries;
}

function tellAll(entries: Set<Entry>): void {
  for (const entry of entries) {
    entries.delete(entry);
    try {
      entry.listener();
    } catch (error) {
      // Reported as uncaught, as the platform does it; the others are told all the same.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/**
 * A controller that aborts when its parent does and can be aborted alone. Call `dispose()` when its work is
 * over: `AbortSignal.any` would keep every child reachable from a long-lived parent (nodejs/node#54614).
 */
export class ChildAbortController extends AbortController implements Disposable {
  private readonly waiting = new Set<Entry>();
  private readonly subscription: Disposable;

  constructor(parent: AbortSignal | undefined) {
    super();
    registry.set(this.signal, this.waiting);
    this.subscription = parent
      ? onAbort(parent, () => this.tell(parent.reason))
      : { dispose: () => undefined };
  }

  override abort(reason?: unknown): void {
    this.tell(reason);
    this.subscription.dispose();
  }

  private tell(reason: unknown): void {
    super.abort(reason);
    tellAll(this.waiting);
  }

  dispose(): void {
    this.subscription.dispose();
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
  let subscription: Disposable | undefined;
  const aborted = new Promise<never>((_, reject) => {
    subscription = onAbort(signal, () => reject(signal.reason as Error));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    subscription?.dispose();
  }
}
