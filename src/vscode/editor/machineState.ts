import * as vscode from 'vscode';
import type { MachineState } from '../../api';
import type { Machine } from '../../machine/machine';

/** A state in words. */
export function stateText(state: MachineState): string {
  switch (state) {
    case 'starting':
      return vscode.l10n.t('starting');
    case 'running':
      return vscode.l10n.t('running');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'stopping':
      return vscode.l10n.t('stopping');
    case 'stopped':
      return vscode.l10n.t('stopped');
  }
}

/** What a machine does, in words, and whether its guest has crashed. */
export function stateOf({ state, lastCrash }: Pick<Machine, 'state' | 'lastCrash'>): string {
  const text = stateText(state);
  return lastCrash === undefined ? text : vscode.l10n.t('{0}, crashed', text);
}
