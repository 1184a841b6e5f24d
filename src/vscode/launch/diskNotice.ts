import * as vscode from 'vscode';
import { amount } from '../../log/amount';
import type { DiskChange } from '../../machine/control/diskGuard';
import type { Machine } from '../../machine/machine';
import { notice } from '../editor/notices';

/** A sentence on a disk that output goes to, for the machine's terminal and a notification. */
export function diskText(name: string, { state, path, freeBytes, paused }: DiskChange): string {
  const free = amount(freeBytes);
  if (state === 'enough') return vscode.l10n.t('There is space again on the disk of {0}: {1}.', path, free);
  const happens =
    state === 'full'
      ? vscode.l10n.t(
          'The disk of {0} is full. Output of "{1}" may have been lost; QEMU does not tell how much.',
          path,
          name,
        )
      : vscode.l10n.t('The disk of {0} is nearly full: {1} left for the output of "{2}".', path, free, name);
  if (paused) return `${happens} ${vscode.l10n.t('The machine was paused. Free space, then resume it.')}`;
  return state === 'full' ? happens : `${happens} ${vscode.l10n.t('What does not fit will be lost.')}`;
}

/** A notification without buttons, where there is nothing that we could pause. */
export function showDiskWarning(name: string, change: DiskChange): void {
  if (change.state !== 'enough') void notice('Warning', diskText(name, change));
}

/** A notification with a button to go on, or to stop the flow. */
export async function warnOfDisk(machine: Machine, change: DiskChange): Promise<void> {
  if (change.state === 'enough') return;
  const resume = vscode.l10n.t('Resume');
  const pause = vscode.l10n.t('Pause');
  const chosen = await notice('Warning', diskText(machine.name, change), change.paused ? resume : pause);
  if (chosen === undefined || machine.state === 'stopped' || machine.state === 'stopping') return;
  await (chosen === resume ? machine.resume() : machine.pause());
}
