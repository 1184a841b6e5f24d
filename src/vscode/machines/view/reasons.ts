import * as vscode from 'vscode';
import type { Machine } from '../../../machine/machine';
import { stateText } from '../../editor/machineState';

/** What a machine does and why, in words: `paused by the debugger`, `running, 3 resets, crashed`. */
export function condition(
  machine: Pick<Machine, 'state' | 'why' | 'lastCrash'>,
  resets: number,
  diskIsFull = false,
): string {
  const parts = [stateWithReason(machine)];
  if (resets > 0) parts.push(resets === 1 ? vscode.l10n.t('1 reset') : vscode.l10n.t('{0} resets', resets));
  if (machine.lastCrash !== undefined) parts.push(vscode.l10n.t('crashed'));
  if (diskIsFull) parts.push(vscode.l10n.t('disk full'));
  return parts.join(', ');
}

function stateWithReason({ state, why }: Pick<Machine, 'state' | 'why'>): string {
  if (state === 'running' && why === 'reset loop') return vscode.l10n.t('running in a loop of resets');
  return state === 'paused' ? pausedBecause(why) : stateText(state);
}

/** The reasons of `StateModel.why`. */
function pausedBecause(why: string): string {
  switch (why) {
    case 'user':
      return vscode.l10n.t('paused by you');
    case 'debugger':
      return vscode.l10n.t('paused by the debugger');
    case 'guest-panicked':
      return vscode.l10n.t('paused: the guest panicked');
    case 'disk':
      return vscode.l10n.t('paused: the disk is nearly full');
    case 'io-error':
      return vscode.l10n.t('paused: a drive’s image cannot be read or written');
    case 'watchdog':
      return vscode.l10n.t('paused by the watchdog');
    case 'snapshot':
      return vscode.l10n.t('paused for a snapshot');
    case 'guest-shutdown':
      return vscode.l10n.t('paused: the guest powered off');
    case 'guest-reset':
      return vscode.l10n.t('paused: the guest reset the machine');
    case '':
    case 'paused':
      return stateText('paused');
    default:
      // QEMU’s own word, such as internal-error.
      return vscode.l10n.t('paused: {0}', why);
  }
}
