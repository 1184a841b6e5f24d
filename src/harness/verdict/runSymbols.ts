import type { TaskGroup } from '../../concurrency/taskGroup';
import { KernelSlide } from '../../machine/crash/kernelSlide';
import { MachineSymbols } from '../../machine/crash/machineSymbols';
import type { Machine } from '../../machine/machine';

/**
 * The symbols of a machine that is run, from the files that its configuration names and builds leave beside them.
 * @param folders Those of a workspace.
 */
export function runSymbols(
  machine: Machine,
  tasks: TaskGroup,
  folders: readonly string[] = [],
): MachineSymbols {
  return new MachineSymbols({
    name: machine.name,
    tasks,
    exit: machine.exit,
    known: () => ({ machine: machine.config, folders }),
    symbolizer: () => ({ searchPath: process.env['PATH'] ?? '' }),
    // Nothing is fetched.
    environment: {},
    kernel: new KernelSlide(machine),
  });
}
