import * as vscode from 'vscode';

/** "QEMU: Toggle Keys for the Guest": whether Ctrl and a letter go to the guest, also where the editor has a use for them. */
export async function toggleGuestKeys(): Promise<void> {
  const section = vscode.workspace.getConfiguration('qemu');
  const on = section.get('terminal.guestKeys') !== true;
  const isOfWorkspace = section.inspect('terminal.guestKeys')?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await section.update('terminal.guestKeys', on, isOfWorkspace ? Workspace : Global);
  const text = on
    ? vscode.l10n.t('Ctrl and a letter now go to the guest in serial terminals. F1 is still the editor’s.')
    : vscode.l10n.t('In serial terminals the editor takes its own keys again.');
  vscode.window.setStatusBarMessage(text, TOLD_MS);
}

/** How long the status bar says so, in milliseconds. */
const TOLD_MS = 5000;
