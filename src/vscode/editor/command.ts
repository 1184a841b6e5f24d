import * as vscode from 'vscode';
import type { Logger } from '../../log/logger';
import type { CommandId } from './commandTable';
import { showError } from './errors';

/** Registers a command. Its failures are shown, unless it was cancelled. */
export function command(
  { log }: { readonly log: Logger },
  id: CommandId,
  run: (...args: unknown[]) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      await showError(error, log);
      return undefined;
    }
  });
}
