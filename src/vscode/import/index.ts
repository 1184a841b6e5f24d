import type * as vscode from 'vscode';
import { Disposable } from 'vscode';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import type * as main from './main';

/** What to launch, and machines from elsewhere. The rest is in `dist/import.js`, a bundle of its own that is loaded when it is first asked for. */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'import');
  let created: main.ImportFeatures | undefined;
  const features = (): main.ImportFeatures => (created ??= bundle().createImportFeatures(services));
  const launch = (argument: unknown): Promise<unknown> => features().launchMachine(argument);
  return Disposable.from(
    command(services, 'qemu.launch', launch),
    command(services, 'qemu.launchFile', launch),
    command(services, 'qemu.pasteCommandLine', (text) => features().pasteCommandLine(text)),
    command(services, 'qemu.importMachine', () => features().importMachine()),
    command(services, 'qemu.install', (missing) => features().install(missing)),
    command(services, 'qemu.installHelp', () => features().installHelp()),
  );
}
