import type * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type * as monitor from './main';
import { pickMachine } from '../commands/pickMachine';
import type { Services } from '../services';

/** "QEMU: Select Log Items…": what QEMU logs about the guest, changed while it runs. */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof monitor>(services.context, 'monitor');
  /** QEMU does not say which items it logs, so what was chosen here is remembered. */
  const chosen = new WeakMap<Machine, readonly string[]>();
  return command(services, 'qemu.selectLogItems', async (argument) => {
    const machine = await pickMachine(services, argument);
    if (!machine) return;
    const items = chosen.get(machine) ?? machine.config.log.items;
    const picked = await bundle().chooseLogItems(services.tasks, machine, items);
    if (picked) chosen.set(machine, picked.items);
  });
}
