import type { Disposable } from '../../concurrency/event';
import { tellSilence } from '../../machine/silence/silence';
import type { Services } from '../services';
import { SymbolService } from '../symbols/symbolService';
import { onNewMachine } from './newMachines';

/** Has each machine that says nothing tell why, as far as that is known. */
export function watchSilence(services: Services): Disposable {
  const { registry, debugging, tasks } = services;
  const symbols = new SymbolService(services);
  return onNewMachine(registry, (machine) => {
    void tasks.run(`silence of ${machine.name}`, (task) =>
      tellSilence(
        machine,
        {
          isDebugged: () => debugging.of(machine) !== undefined,
          symbols: () => symbols.of(machine),
        },
        task,
      ),
    );
  });
}
