import type { Disposable } from '../../concurrency/event';
import type { Machine } from '../../machine/machine';
import type { MachineRegistry } from '../../machine/machineRegistry';

/** Calls back once for each machine: those that run, and each that starts. */
export function onNewMachine(registry: MachineRegistry, found: (machine: Machine) => void): Disposable {
  const known = new WeakSet<Machine>();
  const look = (): void => {
    for (const machine of registry.machines) {
      if (known.has(machine)) continue;
      known.add(machine);
      found(machine);
    }
  };
  look();
  return registry.onDidChange(look);
}
