import * as l10n from '@vscode/l10n';
import { ChildAbortController } from '../../concurrency/abort';
import type { Machine } from '../../machine/machine';
import { MachineEndedError } from './stepFailure';

/**
 * Does work that does not read a port, and so would not hear of the machine's end by itself.
 * @throws {MachineEndedError} when the machine ends first; what `work` throws; `signal.reason` on abort.
 */
export async function untilEnd(
  machine: Pick<Machine, 'exit'>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const controller = new ChildAbortController(signal);
  const ended = machine.exit.then(() => {
    throw new MachineEndedError(l10n.t('The machine ended before that.'));
  });
  try {
    await Promise.race([work(controller.signal), ended]);
  } finally {
    controller.abort();
    controller.dispose();
  }
}
