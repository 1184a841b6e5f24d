import { ChildAbortController, raceAbort } from '../concurrency/abort';
import type { Disposable, Event } from '../concurrency/event';
import type { TaskGroup } from '../concurrency/taskGroup';
import { delay } from '../concurrency/timeout';
import type { Logger } from '../log/logger';
import { asRecord } from '../machine/qmp/messages';
import { messageOf } from './errors';
import type { DebugTarget } from './target';

/** QEMU resets on the next turn of its main loop; each question lets it take one. */
const TURNS = 200;

/** How soon after a reset a firmware makes another one of its own, in milliseconds. */
const FIRMWARE_MS = 1000;

/**
 * Resets a machine that stands still and leaves it before its first instruction.
 * @throws what QEMU says; when it does not reset.
 */
export async function resetTarget(target: DebugTarget): Promise<void> {
  await target.qmp('system_reset');
  for (let turn = 0; turn < TURNS; turn++) {
    if (asRecord(await target.qmp('query-status'))['status'] === 'prelaunch') return;
  }
  throw new Error(`${target.name} does not reset.`);
}

/**
 * Resets a machine that was told to stop instead of resetting, which goes for this reset as well. A PC's firmware
 * that finds itself run already makes one more reset, first of all: it is let through, too.
 * @throws as {@link resetTarget} does.
 */
export async function resetPostMortem(target: DebugTarget, group: TaskGroup, log: Logger): Promise<void> {
  const again = (): Promise<unknown> => target.qmp('set-action', { reboot: 'shutdown' });
  await target.qmp('set-action', { reboot: 'reset' });
  const firmware = new FirmwareReset(target);
  try {
    await resetTarget(target);
  } catch (error) {
    firmware.dispose();
    await again();
    throw error;
  }
  void group.run('reset by the firmware', async (context) => {
    try {
      await context.waitFor('a reset by the firmware', firmware.over(context.signal));
      await again();
    } catch (error) {
      if (!context.signal.aborted) log.warn(`after a reset: ${messageOf(error)}`);
    } finally {
      firmware.dispose();
    }
  });
}

/** Listens from the reset on, and counts from when the machine runs. */
class FirmwareReset implements Disposable {
  private readonly links: Disposable[] = [];
  private readonly runs: Promise<void>;
  private readonly resets: Promise<void>;

  constructor(target: DebugTarget) {
    this.runs = this.once(target.onDidChangeState, (state) => state === 'running');
    this.resets = this.once(target.onDidResetItself, () => true);
  }

  async over(signal: AbortSignal): Promise<void> {
    await raceAbort(this.runs, signal);
    const over = new ChildAbortController(signal);
    await Promise.race([this.resets, delay(FIRMWARE_MS, over.signal)]).finally(() => over.abort());
  }

  dispose(): void {
    for (const link of this.links) link.dispose();
  }

  private once<T>(event: Event<T>, fits: (value: T) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.links.push(
        event((value) => {
          if (fits(value)) resolve();
        }),
      );
    });
  }
}
