import * as vscode from 'vscode';
import type { Services } from '../services';
import { pickTarget } from './target';

/** "QEMU: Copy Path of Shared Port": of the socket by which other programs share it. */
export async function copySocketPath(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args);
  if (!target) return;
  const { name, socket } = target.port;
  if (socket === undefined)
    throw new Error(
      vscode.l10n.t('Port "{0}" is not shared. Set "expose" on it and start the machine again.', name),
    );
  await vscode.env.clipboard.writeText(socket);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', socket), TOLD_MS);
}

/** How long the status bar says so, in milliseconds. */
const TOLD_MS = 5000;
