import { setImmediate as nextTurn } from 'node:timers/promises';
import { isCancelled } from './abort';
import type { Gate } from './gate';
import type { TaskContext } from './taskTree';

/**
 * Returned by a loop's body to end the loop from inside. All bundles share it: a body of one may run in a group that another one
 * made.
 */
export const STOP: unique symbol = Symbol.for('qemu-serial-debug.stop') as never;

/** One turn of a loop. Return {@link STOP} to end it, anything else to go on. */
export type LoopBody = (context: TaskContext) => Promise<unknown>;

/** How long a loop that never really waits may keep the thread to itself, in milliseconds. */
const HOG_MS = 10;

/**
 * Repeats `body` until its signal aborts or it returns {@link STOP}. With a gate, the loop is pausable: before
 * each turn it waits until the gate is open, keeping its state and losing nothing.
 *
 * A cancelled wait ends the loop quietly when it was the loop's own signal that aborted; every other error is
 * the loop's failure and is thrown.
 */
export async function loop(context: TaskContext, body: LoopBody, gate?: Gate): Promise<void> {
  const { signal } = context;
  let breath = performance.now();
  try {
    while (!signal.aborted) {
      // Asked again after the wait: the gate may have been closed between its opening and our turn.
      while (gate && !gate.isOpen) await context.waitFor(`gate "${gate.name}"`, gate.wait(signal));
      if ((await body(context)) === STOP) return;
      if (performance.now() - breath < HOG_MS) continue;
      // Promises alone never let timers and I/O in: a body whose waits are all over at once would starve them.
      await nextTurn();
      breath = performance.now();
    }
  } catch (error) {
    if (signal.aborted && (error === signal.reason || isCancelled(error))) return;
    throw error;
  }
}
