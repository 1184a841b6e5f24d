/**
 * A process that holds machines as an extension host does, for tests that kill it. Started as
 * `node endingHost.js <json>`; tells on its standard output, as one line of JSON, what it has started.
 */
import { TaskGroup } from '../../src/concurrency/taskGroup';
import type { MachineConfiguration } from '../../src/config/types';
import { Logger } from '../../src/log/logger';
import { MachineRegistry, type MachineSettings } from '../../src/machine/machineRegistry';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { guard, until } from './until';

export interface HostOrder {
  readonly configs: readonly MachineConfiguration[];
  readonly settings: MachineSettings;
  readonly workerFile: string;
  readonly guardFile: string;
}

export interface HostReport {
  readonly machines: readonly { readonly pid: number; readonly directory: string }[];
  readonly guard: number;
}

async function main(order: HostOrder): Promise<void> {
  const tasks = new TaskGroup('host');
  const { configs, settings, workerFile, guardFile } = order;
  const log = new Logger(() => undefined, 'host');
  const registry = new MachineRegistry({ tasks, log, workerFile, guardFile, settings: () => settings });
  const signal = guard();
  const machines = await Promise.all(
    configs.map((config) => registry.start(resolveConfiguration(config), {}, { signal })),
  );
  const report: HostReport = {
    machines: machines.map(({ pid, directory }) => ({ pid, directory })),
    guard: await guardPid(tasks),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** The guard is there before QEMU is. */
async function guardPid(tasks: TaskGroup): Promise<number> {
  return await until('the guard runs', () => {
    const guard = tasks.snapshot().children.find(({ name }) => name === 'guard');
    const pid = /pid (\d+)/.exec(guard?.detail ?? '')?.[1];
    return Number(pid ?? 0);
  });
}

void main(JSON.parse(process.argv[2] ?? '') as HostOrder);
