import { setImmediate as nextTurn } from 'node:timers/promises';

/** Compared between two turns of the event loop: a few milliseconds. */
const TURN = 16_384;

/**
 * Sorts, and lets others have a turn in between: the symbols of a large program take seconds.
 * @throws `signal.reason` on abort.
 */
export async function sortInTurns<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  signal?: AbortSignal,
): Promise<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += TURN) {
    runs.push(items.slice(at, at + TURN).sort(compare));
    await turn(signal);
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, signal));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const merged: T[] = [];
  for (let [a, b] = [0, 0]; a < left.length || b < right.length;) {
    const [mine, other] = [left[a], right[b]];
    if (other === undefined || (mine !== undefined && compare(mine, other) <= 0)) {
      merged.push(mine as T);
      a++;
    } else {
      merged.push(other);
      b++;
    }
    if (merged.length % TURN === 0) await turn(signal);
  }
  return merged;
}

/** Does something with each item, and lets others have a turn in between. @throws `signal.reason` on abort. */
export async function eachInTurns<T>(
  items: readonly T[],
  work: (item: T) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (let at = 0; at < items.length; at += TURN) {
    items.slice(at, at + TURN).forEach((item) => work(item));
    await turn(signal);
  }
}

async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await nextTurn();
}
