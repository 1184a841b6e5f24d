import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../log/logger';
import { notedQemu, ownerOf, removeDirectory } from '../machineDirectory';
import { endProcess } from './endProcess';
import { isStillRunning } from '../guard/processIdentity';

/** How long a left-over QEMU has between SIGTERM and SIGKILL, in milliseconds. */
const TERM_MS = 1500;

/**
 * Removes what a crash has left behind: machines' directories whose owner (pid and start time) no longer runs,
 * and their QEMU if it still does.
 * @returns the paths that were removed.
 */
export async function sweepDirectory(base: string, log: Logger, signal: AbortSignal): Promise<string[]> {
  const names = await readdir(base).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const owner = ownerOf(name);
    if (!owner || (await isStillRunning(owner.pid, owner.identity))) continue;
    const path = join(base, name);
    await endLeftQemu(path, log);
    await removeDirectory(path);
    log.info(`removed ${path}, left by process ${owner.pid}`);
    removed.push(path);
  }
  return removed;
}

async function endLeftQemu(directory: string, log: Logger): Promise<void> {
  const qemu = await notedQemu(directory);
  if (!qemu || !(await mentions(qemu.pid, directory))) return;
  if (!(await isStillRunning(qemu.pid, qemu.identity))) return;
  log.warn(`ending QEMU ${qemu.pid}, left with ${directory}`);
  await endProcess(qemu.pid, qemu.identity, TERM_MS);
}

/** The second proof that it is ours, where there is one: our directory is in its command line. */
async function mentions(pid: number, directory: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(directory);
}
