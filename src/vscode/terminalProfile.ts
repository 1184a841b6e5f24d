import * as vscode from 'vscode';
import { NoMachinePty } from './noMachinePty';
import { pickPort } from './pickPort';
import type { Services } from './services';

/** As in package.json. */
const PROFILE = 'qemu.serial';

/** "QEMU Serial" in the terminal's + menu: a serial port of what runs, or a way to something that does. */
export function register(services: Services): vscode.Disposable {
  return vscode.window.registerTerminalProfileProvider(PROFILE, {
    provideTerminalProfile: async () => new vscode.TerminalProfile(await options(services)),
  });
}

/** The editor wants a terminal whatever happens: without one it shows an error of its own. */
async function options(services: Services): Promise<vscode.ExtensionTerminalOptions> {
  const { machines } = services.registry;
  const picked = machines.length > 0 ? await pickPort(services) : undefined;
  if (picked) return services.terminals.optionsFor(picked.machine, picked.port);
  return {
    name: 'QEMU Serial',
    pty: new NoMachinePty(services.registry, machines.length > 0),
    iconPath: new vscode.ThemeIcon('vm-running'),
    isTransient: true,
  };
}
