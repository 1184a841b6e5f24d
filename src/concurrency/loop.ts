import { isCancelled } from './abort';
import type { Gate } from './gate';
import type { TaskContext } from './taskTree';

/** Returned by a loop's body to end the loop from inside. */
export const STOP = Symbol('stop');

/** One turn of a loop. Return {@link STOP} to end it, anything else to go on. */
export type LoopBody = (context: TaskContext) => Promise<unknown>;

/**
 * Repeats `body` until its signal aborts or it returns {@link STOP}. With a gate, the loop is pausable: before
 * each turn it waits until the gate is open, keeping its state and losing nothing.
 *
 * A cancelled wait ends the loop quietly when it was the loop's own signal that aborted; every other error is
 * the loop's failure and is thrown.
 */
export async function loop(context: TaskContext, body: LoopBody, gate?: Gate): Promise<void> {
  const { signal } = context;
  try {
    while (!signal.aborted) {
      if (gate && !gate.isOpen) await context.waitFor(`gate "${gate.name}"`, gate.wait(signal));
      if ((await body(context)) === STOP) return;
    }
  } catch (error) {
    if (signal.aborted && (error === signal.reason || isCancelled(error))) return;
    throw error;
  }
}
