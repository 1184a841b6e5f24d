import * as vscode from 'vscode';

/** What is shown with a button that leads to where trust is given. */
export class RestrictedModeError extends Error {
  override readonly name = 'RestrictedModeError';
}

/**
 * Running a machine runs programs with arguments that the workspace chose.
 * @throws in Restricted Mode, with what to do about it.
 */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new RestrictedModeError(
    vscode.l10n.t(
      'QEMU is not started: this workspace is in Restricted Mode, and a machine runs what the workspace tells it to. Trust the workspace first.',
    ),
  );
}
