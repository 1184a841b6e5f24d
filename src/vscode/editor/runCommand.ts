import * as vscode from 'vscode';
import type { CommandId } from './commandTable';

/** Runs a command of ours, which shows its failures itself. */
export async function runCommand(id: CommandId, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}
