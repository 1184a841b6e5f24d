import { raceAbort } from './abort';
import type { Disposable, Event } from './event';

/**
 * The next value that is accepted, of those that come from now on.
 * @throws `signal.reason` on abort.
 */
export async function nextEvent<T>(
  event: Event<T>,
  accepts: (value: T) => boolean,
  signal: AbortSignal,
): Promise<T> {
  let subscription: Disposable | undefined;
  const coming = new Promise<T>((resolve) => {
    subscription = event((value) => {
      if (accepts(value)) resolve(value);
    });
  });
  try {
    return await raceAbort(coming, signal);
  } finally {
    subscription?.dispose();
  }
}
