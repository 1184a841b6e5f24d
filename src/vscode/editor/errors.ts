import * as vscode from 'vscode';
import { isCancelled } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import { type Missing, missingIn } from '../../machine/install/missing';
import type { Logger } from '../../log/logger';
import { notice } from './notices';
import { runCommand } from './runCommand';
import { needsTrust } from './trust';

/**
 * Errors carry their mark themselves, under a symbol that all bundles share: debugging is a bundle of its own, with
 * classes and module variables of its own.
 */
const SHOWN = Symbol.for('qemu-serial-debug.shown');

/** Marks an error as shown in a terminal, where the person is looking: it needs no message as well. */
export function markShown(error: unknown): void {
  if (error instanceof Error) Object.defineProperty(error, SHOWN, { value: true, configurable: true });
}

/**
 * Shows what went wrong, with buttons that help; unless it was cancelled or a terminal shows it already. Everything
 * that was not cancelled is in the log, too.
 */
export async function showError(error: unknown, log: Logger): Promise<void> {
  if (isCancelled(error) || error instanceof vscode.CancellationError) return;
  const message = messageOf(error);
  const stack = error instanceof Error ? error.stack : undefined;
  log.error(stack ?? message);
  if (error instanceof Error && SHOWN in error) return;
  const chosen = await notice('Error', message, ...buttonsFor(error, message));
  await chosen?.press();
}

/** A terminal says already what is missing; this offers to install it. */
export async function offerInstall(error: unknown): Promise<void> {
  const missing = missingIn(error);
  if (!missing) return;
  const chosen = await notice('Error', messageOf(error), ...installButtons(missing));
  await chosen?.press();
}

/** What types the command that installs a program into a terminal, and what tells more. */
export function installButtons(missing: Missing): Button[] {
  return [
    { title: vscode.l10n.t('Install…'), press: () => runCommand('qemu.install', missing) },
    { title: vscode.l10n.t('How to Install'), press: () => runCommand('qemu.installHelp') },
  ];
}

export interface Button extends vscode.MessageItem {
  press(): Thenable<unknown>;
}

function buttonsFor(error: unknown, message: string): Button[] {
  const missing = missingIn(error);
  if (missing) return installButtons(missing);
  const log: Button = { title: vscode.l10n.t('Open Log'), press: () => runCommand('qemu.showLog') };
  if (needsTrust(error))
    return [editorButton(vscode.l10n.t('Manage Workspace Trust'), 'workbench.trust.manage')];
  if (/qemu\.\w/.test(message))
    return [editorButton(vscode.l10n.t('Open Settings'), 'workbench.action.openSettings', 'qemu.'), log];
  return [log];
}

/** A button that runs one of the editor's own commands. */
function editorButton(title: string, command: string, ...args: unknown[]): Button {
  return { title, press: () => vscode.commands.executeCommand(command, ...args) };
}
