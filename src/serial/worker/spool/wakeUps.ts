import { onAbort } from '../../../concurrency/abort';
import type { Disposable } from '../../../concurrency/event';

/* One thread's wake-ups: a module has an instance of its own in each thread. */
const due = new Map<number, { readonly timer: NodeJS.Timeout; readonly sleepers: Set<() => void> }>();

/**
 * Calls back once, at a time of `performance.now()`, in whole milliseconds. All who want the same millisecond share
 * one timer and are called in one turn of the event loop: what they then have to say leaves as one message. A timer
 * and a message for each of a thread's ports were most of what 32 chattering ports cost.
 * @returns what cancels it.
 */
export function wakeAt(time: number, callback: () => void): Disposable {
  const moment = Math.ceil(time);
  const sleepers = due.get(moment)?.sleepers ?? schedule(moment);
  // A function of its own each time: the same callback may be asked for twice.
  const sleeper = (): void => callback();
  sleepers.add(sleeper);
  return { dispose: () => takeBack(moment, sleeper) };
}

/** Sleeps until a time of `performance.now()`. @throws `signal.reason` as soon as the signal aborts. */
export async function sleepUntil(time: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const subscription = onAbort(signal, () => {
      alarm.dispose();
      reject(signal.reason as Error);
    });
    const alarm = wakeAt(time, () => {
      subscription.dispose();
      resolve();
    });
  });
}

/** The next multiple of an interval, in milliseconds: what keeps to such beats wakes up together. */
export function nextBeat(interval: number, now: number): number {
  // A timer that fired a little early belongs to the beat that comes now.
  return (Math.floor(now / interval + 0.25) + 1) * interval;
}

function schedule(moment: number): Set<() => void> {
  const sleepers = new Set<() => void>();
  const ring = (): void => {
    due.delete(moment);
    for (const sleeper of sleepers) sleeper();
  };
  const timer = setTimeout(ring, Math.max(0, moment - performance.now()));
  due.set(moment, { timer, sleepers });
  return sleepers;
}

function takeBack(moment: number, sleeper: () => void): void {
  const entry = due.get(moment);
  if (!entry?.sleepers.delete(sleeper) || entry.sleepers.size > 0) return;
  clearTimeout(entry.timer);
  due.delete(moment);
}
