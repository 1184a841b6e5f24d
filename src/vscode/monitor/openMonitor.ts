import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type * as monitor from './main';
import { pickMachine } from '../commands/pickMachine';
import type { Services } from '../services';

const HISTORY_KEY = 'qemu.monitorHistory';

/** "QEMU: Open Monitor": the human monitor of a machine in a terminal of its own. */
export function register(services: Services): vscode.Disposable {
  const { workspaceState } = services.context;
  const bundle = lazyBundle<typeof monitor>(services.context, 'monitor');
  let history: monitor.MonitorHistory | undefined;
  return command(services, 'qemu.openMonitor', async (argument) => {
    const machine = await pickMachine(services, argument);
    if (!machine) return undefined;
    const { MonitorHistory, MonitorTerminal } = bundle();
    history ??= new MonitorHistory({
      load: () => workspaceState.get(HISTORY_KEY),
      save: (lines) => void workspaceState.update(HISTORY_KEY, lines),
    });
    return open(machine, new MonitorTerminal(machine, history, services.tasks));
  });
}

function open(machine: Machine, pty: vscode.Pseudoterminal): vscode.Terminal {
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Monitor: {0}', machine.name),
    pty,
    iconPath: new vscode.ThemeIcon('debug-console'),
    isTransient: true,
  });
  terminal.show();
  return terminal;
}
