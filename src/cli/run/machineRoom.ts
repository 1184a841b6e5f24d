import { join } from 'node:path';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import type { LogRecord } from '../../log/record';
import { MachineRegistry, type MachineSettings } from '../../machine/machineRegistry';

/**
 * Starts machines as the editor does, with the same thread and the same guard.
 * @param programs The folder that has them.
 * @param told Is told of what the log has.
 */
export function machineRoom(
  tasks: TaskGroup,
  programs: string,
  settings: MachineSettings,
  told: (record: LogRecord) => void,
): MachineRegistry {
  return new MachineRegistry({
    tasks,
    log: new Logger(told, 'run'),
    workerFile: join(programs, 'serialWorker.js'),
    guardFile: join(programs, 'guard.js'),
    settings: () => settings,
  });
}
