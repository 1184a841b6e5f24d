import { ChildAbortController, raceAbort } from '../../concurrency/abort';
import { QmpClosedError } from '../qmp/client';

/**
 * Runs what needs a living QEMU. Not limited in time: a thread of ours may take as long as a busy computer wants, and
 * nothing is wrong with the machine.
 * @param stopped Resolves when QEMU has ended.
 * @param work Is given a signal that aborts at that end.
 * @throws {QmpClosedError} when QEMU ends first; `signal.reason` on abort; what `work` throws.
 */
export async function beforeEnd<T>(
  stopped: Promise<unknown>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new ChildAbortController(signal);
  void stopped.then(() => controller.abort(new QmpClosedError('start')));
  try {
    return await raceAbort(work(controller.signal), controller.signal);
  } finally {
    controller.dispose();
  }
}
