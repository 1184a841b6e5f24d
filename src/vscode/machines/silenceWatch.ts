import type { Disposable } from '../../concurrency/event';
import { MachineSymbols } from '../../machine/crash/machineSymbols';
import type { Machine } from '../../machine/machine';
import { tellSilence } from '../../machine/silence/silence';
import { localFolders } from '../editor/localFolders';
import { currentSettings } from '../editor/settings';
import type { Services } from '../services';
import { onNewMachine } from './newMachines';

/** Has each machine that says nothing tell why, as far as that is known. */
export function watchSilence(services: Services): Disposable {
  const { registry, debugging, tasks } = services;
  return onNewMachine(registry, (machine) => {
    void tasks.run(`first byte of ${machine.name}`, (task) =>
      tellSilence(
        machine,
        {
          isDebugged: () => debugging.of(machine) !== undefined,
          symbols: () => symbolsOf(services, machine),
        },
        task,
      ),
    );
  });
}

/** Made only for a machine that is silent: the processor's place is all that it is asked for. */
function symbolsOf({ tasks }: Services, { name, config, exit }: Machine): MachineSymbols {
  const program = currentSettings().settings.symbolizer || undefined;
  return new MachineSymbols({
    name,
    tasks,
    exit,
    known: () => ({ machine: config, folders: localFolders() }),
    symbolizer: () => ({ program, searchPath: process.env['PATH'] ?? '' }),
    environment: process.env,
  });
}
