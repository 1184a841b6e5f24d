import * as vscode from 'vscode';
import { messageOf } from '../../concurrency/messageOf';
import { isCancelled } from '../../concurrency/abort';
import type { Logger } from '../../log/logger';
import { RestrictedModeError } from './trust';

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
  const message = messageOf(error);
  log.error(error instanceof Error && error.stack !== undefined ? error.stack : message);
  if (error instanceof Error && told.has(error)) return;
  const chosen = await vscode.window.showErrorMessage(message, ...buttonsFor(error, message));
  await chosen?.press();
}

interface Button extends vscode.MessageItem {
  press(): Thenable<unknown>;
}

function buttonsFor(error: unknown, message: string): Button[] {
  const button = (title: string, command: string, ...args: unknown[]): Button => ({
    title,
    press: () => vscode.commands.executeCommand(command, ...args),
  });
  const log = button(vscode.l10n.t('Open Log'), 'qemu.showLog');
  if (error instanceof RestrictedModeError)
    return [button(vscode.l10n.t('Manage Workspace Trust'), 'workbench.trust.manage')];
  if (/qemu\.\w/.test(message))
    return [button(vscode.l10n.t('Open Settings'), 'workbench.action.openSettings', 'qemu.'), log];
  return [log];
}
