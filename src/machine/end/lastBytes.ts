import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import { atMost, NEVER, TimeoutError, withTimeout } from '../../concurrency/timeout';
import { attempt } from '../../log/attempt';
import type { Logger } from '../../log/logger';
import type { SerialThread } from '../services';

/** How long the readers of a machine's last bytes are waited for, each in milliseconds. */
export interface LastBytesLimits {
  /** The thread's start on a busy computer: a machine may end before it is there. */
  readonly bootMs: number;
  /** All readers, from when the thread is up. */
  readonly drainMs: number;
  /**
   * Those that need all of it, from then on: copies into files, and the search for crashes, without which nobody knows that the guest
   * has not crashed. Their own limit is for work, and passes after 120 s at worst.
   */
  readonly readMs: number;
}

export const LAST_BYTES: LastBytesLimits = { bootMs: 30_000, drainMs: 2000, readMs: 150_000 };

/**
 * Waits until every reader has the last byte, or has had its time. Never rejects; a failure is logged.
 * @returns what could not be read for crashes, a sentence; undefined when all was.
 */
export async function lastBytes(
  serial: Pick<SerialThread, 'drain' | 'settled' | 'untilRead'>,
  { bootMs, drainMs, readMs }: LastBytesLimits,
  log: Logger,
): Promise<string | undefined> {
  await atMost(bootMs, NEVER, () => serial.settled());
  await attempt('drain', log, async () => {
    try {
      await withTimeout('reading the last bytes', drainMs, NEVER, (signal) => serial.drain(signal));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      // A terminal that lags on a busy computer. Those that a verdict rests on are waited for below.
      log.info(messageOf(error));
    }
  });
  let unread: string | undefined = l10n.t(
    'Its output was not read to the end: the guest may have crashed without being noticed.',
  );
  await attempt('the rest of the last bytes', log, async () => {
    unread = await withTimeout(
      'copying the last bytes and looking for crashes in them',
      readMs,
      NEVER,
      (signal) => serial.untilRead(signal),
    );
  });
  return unread;
}
