import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../concurrency/messageOf';
import type { Logger } from '../../log/logger';
import { endTree } from '../processes/endTree';
import { OWNER_FILE } from '../processes/marks';
import { isStillRunning, type ProcessId } from '../processes/processIdentity';
import { removeDirectory } from './machineDirectory';
import { hasEnded, makerOf, readOwner } from './owner';

/**
 * Ends and removes what a crash has left: the processes and the directories of machines whose owner has ended.
 * Several may sweep at once. What cannot be removed is logged and left.
 * @param of Only what this owner left; everybody's if absent.
 * @returns the paths that were removed.
 */
export async function sweepDirectory(
  base: string,
  log: Logger,
  signal: AbortSignal,
  of?: ProcessId,
): Promise<string[]> {
  const names = await readdir(base).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const path = join(base, name);
    try {
      if (!(await isLeft(path, name, of))) continue;
      await endTree({ directory: path, since: makerOf(name)?.identity }, log);
      if (!(await removeDirectory(path))) continue;
    } catch (error) {
      log.warn(`${path} cannot be removed: ${messageOf(error)}`);
      continue;
    }
    removed.push(path);
  }
  return removed;
}

async function isLeft(path: string, name: string, of: ProcessId | undefined): Promise<boolean> {
  const maker = makerOf(name);
  if (!maker || (of && (maker.pid !== of.pid || maker.identity !== of.identity))) return false;
  const owner = readOwner(join(path, OWNER_FILE), name);
  // Without an owner file nothing has been started in it yet; it is removed only if it is empty.
  return owner ? await hasEnded(owner) : !(await isStillRunning(maker));
}
