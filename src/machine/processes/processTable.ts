import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listProcesses, parseStat, type ProcessEntry } from './processIdentity';

/** Processes looked at in one turn of the event loop: some tenths of a millisecond. */
const AT_ONCE = 16;

/** All processes of this computer that we can see; none on Windows, which has no cheap way to list them. */
export async function processTable(): Promise<ProcessEntry[]> {
  if (process.platform === 'darwin') return await listProcesses(['-ax']);
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const entries: ProcessEntry[] = [];
  for await (const pid of inTurns(pids)) {
    const entry = parseStat(pid, read(`/proc/${pid}/stat`));
    if (entry) entries.push(entry);
  }
  return entries;
}

/**
 * The items one by one, with a turn of the event loop after every few. What is read of `/proc` comes from memory, so
 * reading at once is cheaper than a thread's detour for each file; but it must not be too much at once.
 */
export async function* inTurns<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const [index, item] of items.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
    yield item;
  }
}

/** What a file of `/proc` says; nothing if its process has ended or may not be read. */
export function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
