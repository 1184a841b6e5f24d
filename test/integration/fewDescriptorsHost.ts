/** Starts a machine again and again with a few more free file descriptors, and tells what comes of it, a line each. */
import { closeSync, openSync, readdirSync } from 'node:fs';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { Logger } from '../../src/log/logger';
import { MachineRegistry } from '../../src/machine/machineRegistry';
import type { FewDescriptorsOrder, FewDescriptorsOutcome } from './fewDescriptors';

const MOST_FREE = 80;

async function main({ config, settings, workerFile, guardFile }: FewDescriptorsOrder): Promise<void> {
  const tasks = new TaskGroup('host');
  const log = new Logger(() => undefined, 'host');
  const registry = new MachineRegistry({ tasks, log, workerFile, guardFile, settings: () => settings });
  const base = settings.baseDirectory ?? '';

  async function tryWith(free: number): Promise<FewDescriptorsOutcome> {
    const taken = takeAllBut(free);
    const outcome = { free, running: false, guarded: false, message: '', hint: '' };
    try {
      const machine = await registry.start(resolveConfiguration(config), {}, tasks);
      outcome.running = true;
      outcome.guarded = tasks.snapshot().children.some(({ name }) => name === 'guard');
      taken.splice(0).forEach(closeSync);
      await machine.stop();
    } catch (error) {
      outcome.message = (error as Error).message;
      outcome.hint = (error as { hint?: string }).hint ?? '';
    }
    taken.forEach(closeSync);
    return { ...outcome, left: readdirSync(base).join(' ') };
  }

  for (let free = 0; free <= MOST_FREE; free++) {
    const outcome = await tryWith(free);
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
    if (outcome.running) break;
  }
  await tasks.close();
  process.exit(0);
}

function takeAllBut(free: number): number[] {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    for (let n = 0; n < free; n++) {
      const fd = taken.pop();
      if (fd !== undefined) closeSync(fd);
    }
    return taken;
  }
}

void main(JSON.parse(process.argv[2] ?? '') as FewDescriptorsOrder);
