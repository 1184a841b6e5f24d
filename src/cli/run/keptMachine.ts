import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import type { Machine } from '../../machine/machine';
import type { Interrupts } from './interrupts';

/**
 * Leaves a machine whose run has not passed to the person, with a stub for GDB, until Ctrl-C.
 * @param note Takes a sentence for the terminal.
 * @throws `signal.reason` on abort.
 */
export async function keepMachine(
  machine: Machine,
  interrupts: Interrupts,
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  note(l10n.t('The machine is kept for a look. Ctrl-C ends it.'));
  try {
    note(l10n.t('For GDB: {0}', `target remote ${await machine.openGdbStub(signal)}`));
  } catch (error) {
    signal.throwIfAborted();
    note(l10n.t('GDB cannot connect: {0}', messageOf(error)));
  }
  await interrupts.wait(signal);
}
