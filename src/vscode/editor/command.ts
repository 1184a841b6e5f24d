import * as vscode from 'vscode';
import { showError } from './errors';
import type { Services } from '../services';

/** Registers a command whose failures are shown, and whose being cancelled is not. */
export function command(
  services: Services,
  id: `qemu.${string}`,
  run: (...args: unknown[]) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      await showError(error, services.log);
      return undefined;
    }
  });
}
