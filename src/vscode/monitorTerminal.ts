import * as vscode from 'vscode';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { Machine } from '../machine/machine';
import { command } from './commands/command';
import { pickMachine } from './pickMachine';
import { MonitorHistory } from './monitor/history';
import { MonitorTerminal } from './monitor/terminal';
import type { Services } from './services';

const HISTORY_KEY = 'qemu.monitorHistory';

/** "QEMU: Open Monitor": the human monitor of a machine in a terminal of its own. */
export function register(services: Services): vscode.Disposable {
  const { workspaceState } = services.context;
  const history = new MonitorHistory({
    load: () => workspaceState.get(HISTORY_KEY),
    save: (lines) => void workspaceState.update(HISTORY_KEY, lines),
  });
  return command(services, 'qemu.openMonitor', async (argument) => {
    const machine = await pickMachine(services.registry, argument);
    return machine && open(machine, history, services.tasks);
  });
}

function open(machine: Machine, history: MonitorHistory, tasks: TaskGroup): vscode.Terminal {
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Monitor: {0}', machine.name),
    pty: new MonitorTerminal(machine, history, tasks),
    iconPath: new vscode.ThemeIcon('debug-console'),
    isTransient: true,
  });
  terminal.show();
  return terminal;
}
