import { atMost, NEVER, withTimeout } from '../../concurrency/timeout';
import { attempt } from '../../log/attempt';
import type { Logger } from '../../log/logger';
import type { SerialThread } from '../services';

/** How long the last bytes may take on their way to their readers, in milliseconds. */
export const DRAIN_MS = 2000;

/** How long a thread may take to come up on a busy computer, in milliseconds: a machine may end before it is there. */
export const BOOT_MS = 30_000;

/**
 * Waits until every reader has the last byte, within `limitMs` milliseconds from when the thread is up. Never rejects;
 * a failure is logged.
 */
export async function lastBytes(
  serial: Pick<SerialThread, 'drain' | 'settled'>,
  limitMs: number,
  log: Logger,
  bootMs = BOOT_MS,
): Promise<void> {
  await atMost(bootMs, NEVER, () => serial.settled());
  await attempt('drain', log, () =>
    withTimeout('reading the last bytes', limitMs, NEVER, (signal) => serial.drain(signal)),
  );
}
