import * as vscode from 'vscode';

/**
 * Running a machine runs programs with arguments that the workspace chose.
 * @throws in Restricted Mode, with what to do about it.
 */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error(
    vscode.l10n.t(
      'QEMU is not started: this workspace is in Restricted Mode, and a machine runs what the workspace tells it to. Trust the workspace first (command "Workspaces: Manage Workspace Trust").',
    ),
  );
}
