import type { Stoppable } from '../../../src/concurrency/taskGroup';
import type { TaskContext } from '../../../src/concurrency/taskTree';
import { aborted } from '../aborted';

/** A task that waits for its signal and then writes its name. */
export function obedient(log: string[], name: string): (context: TaskContext) => Promise<void> {
  return async ({ signal }) => {
    await aborted(signal).catch(() => undefined);
    log.push(name);
  };
}

/** Something adoptable that ends when told, a turn later. */
export function stoppable(log: string[], name: string): Stoppable {
  let end: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (end = resolve));
  return {
    stopped,
    stop: async () => {
      await new Promise(setImmediate);
      if (!log.includes(name)) log.push(name);
      end();
    },
  };
}
