import { NEVER, withTimeout } from '../../concurrency/timeout';
import { attempt } from '../../log/attempt';
import type { Logger } from '../../log/logger';
import type { SerialThread } from '../services';

/** How long the last bytes may take on their way to their readers, in milliseconds. */
export const DRAIN_MS = 2000;

/** Waits until every reader has the last byte, within `limitMs` milliseconds. Never rejects; a failure is logged. */
export async function lastBytes(
  serial: Pick<SerialThread, 'drain'>,
  limitMs: number,
  log: Logger,
): Promise<void> {
  await attempt('drain', log, () =>
    withTimeout('reading the last bytes', limitMs, NEVER, (signal) => serial.drain(signal)),
  );
}
