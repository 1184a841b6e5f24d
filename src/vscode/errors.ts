import * as vscode from 'vscode';
import { isCancelled } from '../concurrency/abort';
import type { Logger } from '../log/logger';

/** Errors that a terminal shows already: no message over it. */
const told = new WeakSet<Error>();

/** Marks an error as shown where the person looks. */
export function markTold(error: unknown): void {
  if (error instanceof Error) told.add(error);
}

/**
 * Shows what went wrong, unless it was cancelled or a terminal tells it already, with buttons that help.
 * Everything that is not cancelled is in the log, too.
 */
export async function showError(error: unknown, log: Logger): Promise<void> {
  if (isCancelled(error) || error instanceof vscode.CancellationError) return;
  const message = error instanceof Error ? error.message : String(error);
  log.error(error instanceof Error && error.stack !== undefined ? error.stack : message);
  if (error instanceof Error && told.has(error)) return;
  const openLog = vscode.l10n.t('Open Log');
  const openSettings = vscode.l10n.t('Open Settings');
  const buttons = /qemu\.\w/.test(message) ? [openSettings, openLog] : [openLog];
  const chosen = await vscode.window.showErrorMessage(message, ...buttons);
  if (chosen === openLog) await vscode.commands.executeCommand('qemu.showLog');
  if (chosen === openSettings) await vscode.commands.executeCommand('workbench.action.openSettings', 'qemu.');
}
