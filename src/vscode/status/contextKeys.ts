import * as vscode from 'vscode';
import type { Disposable } from '../../concurrency/event';
import type { MachineRegistry } from '../../machine/machineRegistry';
import type { ContextKey, ContextValues } from '../editor/contextValues';
import type { Services } from '../services';

/** Keeps the context keys `qemu.…` true to the machines. Nothing else sets them. */
export function register({ registry, terminals }: Services): vscode.Disposable {
  const keys = new ContextKeys();
  const look = (): void => {
    const { activeTerminal } = vscode.window;
    keys.set('qemu.hasTyped', terminals.hasTyped);
    const shown = activeTerminal && terminals.machineOf(activeTerminal);
    keys.set('qemu.terminalActive', shown !== undefined);
    keys.set('qemu.portActive', activeTerminal !== undefined && terminals.showsPort(activeTerminal));
  };
  const update = (): void => {
    const states = registry.machines.map(({ state }) => state);
    keys.set('qemu.machineCount', states.length);
    keys.set('qemu.hasRunning', states.includes('running'));
    keys.set('qemu.hasPaused', states.includes('paused'));
    look();
  };
  return vscode.Disposable.from(onAnyChange(registry, update), terminals.onDidChangeActive(look));
}

/** Calls back when machines come or go, and when one of them changes its state. */
export function onAnyChange(registry: MachineRegistry, changed: () => void): vscode.Disposable {
  let states: Disposable[] = [];
  const forget = (): void => {
    for (const subscription of states) subscription.dispose();
    states = [];
  };
  const follow = (): void => {
    forget();
    states = registry.machines.map((machine) => machine.onDidChangeState(changed));
    changed();
  };
  const machines = registry.onDidChange(follow);
  return new vscode.Disposable(() => {
    machines.dispose();
    forget();
  });
}

/** Setting a context key re-evaluates every `when` clause, so only changes are set. */
class ContextKeys {
  private readonly values = new Map<ContextKey, unknown>();

  set<Key extends ContextKey>(key: Key, value: ContextValues[Key]): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
