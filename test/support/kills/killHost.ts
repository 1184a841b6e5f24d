/**
 * A process that holds machines as an extension host does, for `kills.ts` to kill. Started as
 * `node killHost.js <json>`; tells what happens as lines of JSON on its standard output, and is told what to do by
 * words on its standard input.
 */
import { createInterface } from 'node:readline';
import { TaskGroup } from '../../../src/concurrency/taskGroup';
import { resolveConfiguration } from '../../../src/config/resolve/resolveConfiguration';
import type { MachineConfiguration } from '../../../src/config/types';
import { Logger } from '../../../src/log/logger';
import { MachineRegistry, type MachineSettings } from '../../../src/machine/machineRegistry';
import { SerialClient } from '../../../src/serial/client';
import { FileMemory } from '../fileMemory';

export interface KillOrder {
  readonly configs: readonly MachineConfiguration[];
  readonly settings: MachineSettings;
  readonly gdbStub: boolean;
  readonly workerFile: string;
  readonly guardFile: string;
  /** Of what QEMU can do; absent if it is to be asked. */
  readonly memoryFile?: string;
}

export type KillReport =
  | { readonly kind: 'running'; readonly machines: readonly KillMachine[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stopped' };

export interface KillMachine {
  readonly pid: number;
  readonly directory: string;
  readonly stub: string;
}

const BUDGET_MS = 60_000;

async function main(order: KillOrder): Promise<void> {
  const tasks = new TaskGroup('host');
  const workers: SerialClient[] = [];
  const { configs, settings, workerFile, guardFile, gdbStub, memoryFile } = order;
  const registry = new MachineRegistry({
    tasks,
    log: new Logger(() => undefined, 'host'),
    workerFile,
    guardFile,
    ...(memoryFile !== undefined && { memory: new FileMemory(memoryFile) }),
    settings: () => settings,
    startSerial: async (...parameters) => {
      const client = await SerialClient.start(...parameters);
      workers.push(client);
      return client;
    },
  });
  createInterface({ input: process.stdin }).on('line', (word) => {
    if (word === 'end a worker') void workers[0]?.terminate();
    if (word === 'stop') void stop(registry, tasks);
  });
  try {
    const { signal } = tasks;
    const machines = await Promise.all(
      configs.map((config) => registry.start(resolveConfiguration(config), { gdbStub }, { signal })),
    );
    const found = machines.map(async (machine) => ({
      pid: machine.pid,
      directory: machine.directory,
      stub: gdbStub ? await machine.openGdbStub() : '',
    }));
    tell({ kind: 'running', machines: await Promise.all(found) });
  } catch (error) {
    tell({ kind: 'failed', message: String(error) });
  }
}

async function stop(registry: MachineRegistry, tasks: TaskGroup): Promise<void> {
  await registry.stopAll(BUDGET_MS);
  await tasks.close(BUDGET_MS);
  tell({ kind: 'stopped' });
  process.exit(0);
}

function tell(report: KillReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

void main(JSON.parse(process.argv[2] ?? '') as KillOrder);
