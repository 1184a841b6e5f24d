import { onAbort } from '../../src/concurrency/abort';

/** A wait for something that never comes. @throws `signal.reason` when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => void onAbort(signal, () => reject(signal.reason as Error)));
}
