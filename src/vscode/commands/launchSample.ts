import type * as vscode from 'vscode';
import { sampleConfiguration } from '../launch/sampleGuest';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Launch Sample Guest". @returns the machine's id, for scripts and keyboard shortcuts. */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.launchSample', async () => {
    const config = sampleConfiguration(services.context.extensionPath);
    const machine = await services.launcher.launch(config, { presentation: { focus: true } });
    return machine.id;
  });
}
