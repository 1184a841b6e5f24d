import type * as vscode from 'vscode';
import { command } from '../editor/command';
import type { Services } from '../services';

/** "QEMU: Show Log". */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.showLog', () => {
    services.channel.show(true);
    return Promise.resolve();
  });
}
