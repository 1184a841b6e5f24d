import * as vscode from 'vscode';
import { pickPort } from '../commands/pickPort';
import type * as consoleBundle from '../console/main';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';

/** As in package.json. */
const PROFILE = 'qemu.serial';

/** "QEMU Serial" in the terminal's + menu: a serial port of a running machine, or a way to start one. */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof consoleBundle>(services.context, 'console');
  const offered = new WeakSet<vscode.Pseudoterminal>();
  return vscode.Disposable.from(
    vscode.window.registerTerminalProfileProvider(PROFILE, {
      provideTerminalProfile: async () => {
        const options = await optionsFor(services, bundle);
        offered.add(options.pty);
        return new vscode.TerminalProfile(options);
      },
    }),
    // The editor leaves an extension's new terminal behind the one that was active.
    vscode.window.onDidOpenTerminal((terminal) => {
      const { creationOptions } = terminal;
      if ('pty' in creationOptions && offered.delete(creationOptions.pty)) terminal.show();
    }),
  );
}

/** The editor wants a terminal whatever happens: without one it shows an error of its own. */
async function optionsFor(
  services: Services,
  bundle: () => typeof consoleBundle,
): Promise<vscode.ExtensionTerminalOptions> {
  const awaited = services.terminals.takeAwaited();
  if (awaited) return awaited;
  const { machines } = services.registry;
  const picked = machines.length > 0 ? await pickPort(services) : undefined;
  if (picked) return services.terminals.optionsFor(picked.machine, picked.port);
  return {
    name: 'QEMU Serial',
    pty: bundle().noMachinePty(services.registry, machines.length > 0),
    iconPath: new vscode.ThemeIcon('vm-running'),
    isTransient: true,
  };
}
