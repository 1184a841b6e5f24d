import * as vscode from 'vscode';

/** Shown with a button that leads to the trust editor. Known by its name: each bundle has a class of its own. */
class RestrictedModeError extends Error {
  override readonly name = 'RestrictedModeError';
}

/** Whether trusting the workspace would help. */
export function needsTrust(error: unknown): boolean {
  return error instanceof Error && error.name === 'RestrictedModeError';
}

/**
 * Running a machine runs programs with arguments that the workspace chose.
 * @throws {RestrictedModeError} in Restricted Mode, with what to do about it.
 */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new RestrictedModeError(
    vscode.l10n.t(
      'QEMU was not started: this workspace is in Restricted Mode, and a machine runs what the workspace tells it to. Trust the workspace first.',
    ),
  );
}
