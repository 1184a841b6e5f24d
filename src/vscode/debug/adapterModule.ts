import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import type { DebugConfiguration } from '../../config/debugSchema';
import type { DebugHost } from '../../debug/host';

/** What `dist/debugAdapter.js` exports: the debug room, in a bundle of its own. */
export interface AdapterModule {
  /** A session over messages: it starts the machine when it is asked to, through the host. */
  createSession(
    config: DebugConfiguration,
    host: DebugHost,
  ): vscode.DebugAdapter | Promise<vscode.DebugAdapter>;
}

/**
 * Loads the debug room at the first session: it is large, and most windows never debug.
 * @throws when the bundle is missing, with what to do.
 */
export function loadAdapter({
  asAbsolutePath,
}: Pick<vscode.ExtensionContext, 'asAbsolutePath'>): AdapterModule {
  const file = asAbsolutePath('dist/debugAdapter.js');
  return createRequire(file)(file) as AdapterModule;
}
