import type { MachineConfiguration } from '../../../src/api';
import { TaskGroup } from '../../../src/concurrency/taskGroup';
import { LogMerger } from '../../../src/log/merger';
import { Logger } from '../../../src/log/logger';
import type { Machine } from '../../../src/machine/machine';
import { MachineRegistry } from '../../../src/machine/machineRegistry';
import type { MachineServices, MachineSettings } from '../../../src/machine/services';
import { LogWriter } from '../../../src/log/logWriter';
import { resolveConfiguration } from '../../../src/config/resolve/resolveConfiguration';
import { FileMemory } from '../../support/fileMemory';
import { FEATURES_FILE, GUARD_FILE, WORKER_FILE } from './paths';
import { temporaryDirectory } from './temporary';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5000;

const SETTINGS: MachineSettings = {
  installDirectory: '',
  transport: 'auto',
  spoolLimitBytes: 256 * 1024 * 1024,
  onDiskFull: 'pause',
  maxMachinesStarting: 2,
};

/** The machine room as the extension holds it, with the worker and the guard as they are shipped. */
export class BenchRoom {
  readonly tasks = new TaskGroup('bench');
  readonly registry: MachineRegistry;
  /** Characters that the log would have. */
  logged = 0;

  constructor(settings: Partial<MachineSettings> = {}, services: Partial<MachineServices> = {}) {
    const all = { ...SETTINGS, baseDirectory: temporaryDirectory(), ...settings };
    const count = (line: string): void => void (this.logged += line.length);
    const channel = { trace: count, debug: count, info: count, warn: count, error: count, logLevel: 1 };
    const writer = new LogWriter(channel, this.tasks, (lines) => `${lines} lines skipped`);
    const merger = new LogMerger((record) => writer.write(record), this.tasks);
    this.registry = new MachineRegistry({
      tasks: this.tasks,
      log: new Logger(merger.sink, 'bench'),
      workerFile: WORKER_FILE,
      guardFile: GUARD_FILE,
      memory: new FileMemory(FEATURES_FILE),
      settings: () => all,
      ...services,
    });
  }

  start(config: MachineConfiguration): Promise<Machine> {
    return this.registry.start(
      resolveConfiguration(config),
      {},
      { signal: AbortSignal.timeout(START_LIMIT_MS) },
    );
  }

  async close(): Promise<void> {
    await this.registry.stopAll(STOP_LIMIT_MS);
    await this.tasks.close();
  }
}
