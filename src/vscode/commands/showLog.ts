import * as vscode from 'vscode';
import type { Services } from '../services';

/** "QEMU: Show Log". */
export function register({ channel }: Services): vscode.Disposable {
  return vscode.commands.registerCommand('qemu.showLog', () => channel.show(true));
}
