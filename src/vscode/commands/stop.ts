import * as vscode from 'vscode';
import { pickMachine } from './pickMachine';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Stop Machine": climbs down the ladder. Called again for the same machine, it hurries. */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.stop', async (argument) => {
    const machine = await pickMachine(services, argument);
    if (!machine) return;
    const again = machine.state === 'stopping';
    const title = again
      ? vscode.l10n.t('Killing {0}…', machine.name)
      : vscode.l10n.t('Stopping {0}… (Stop again to hurry)', machine.name);
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      machine.stop(),
    );
  });
}
