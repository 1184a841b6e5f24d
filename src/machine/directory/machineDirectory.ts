import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { markedEnvironment, OWNER_FILE } from '../processes/marks';
import { ownIdentity } from '../processes/processIdentity';
import { isPrivate } from './baseDirectory';
import { directoryName, makerOf, ownerText, readOwner } from './owner';

/** What the files of a port are called, without what stands behind: `.out` is its spool. */
export function portFileName(index: number): string {
  return `ser${index}`;
}

/**
 * The private directory of one machine: spools, FIFOs, QEMU's log, the debugger's socket. Its name and its owner file
 * say who made it before anything is started in it, and what is started in it carries its mark; so the next one to come
 * after a crash finds both.
 */
export class MachineDirectory {
  private constructor(readonly path: string) {}

  static async create(base: string): Promise<MachineDirectory> {
    const identity = await ownIdentity();
    const name = directoryName({ pid: process.pid, identity }, randomBytes(3).toString('hex'));
    const path = join(base, name);
    // In one turn: a crash between the two would leave a directory that nobody owns.
    mkdirSync(path, { mode: 0o700 });
    try {
      writeFileSync(join(path, OWNER_FILE), ownerText(name), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Empty if the file could not be opened; then it goes without a file descriptor, of which there may be none.
      await rmdir(path).catch(() => removeDirectory(path));
      throw error;
    }
    return new MachineDirectory(path);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * Starts something that is marked as belonging to this directory.
   * @param env The environment that it would have otherwise.
   * @param start Is given that environment with the mark, and a file descriptor for the child to inherit.
   */
  async mark<T>(
    env: NodeJS.ProcessEnv,
    start: (env: NodeJS.ProcessEnv, descriptor: number) => Promise<T>,
  ): Promise<T> {
    const descriptor = openSync(this.file(OWNER_FILE), 'r');
    try {
      return await start(markedEnvironment(env, this.path), descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  async remove(): Promise<void> {
    await removeDirectory(this.path);
  }
}

/**
 * Removes a machine's directory and nothing else: one of our names, private, with the owner file that we wrote for
 * it, or empty, as a crash or a full disk leaves it before that file is written. The owner file goes last, so that a
 * removal that is interrupted can be taken up again. Retries, since on Windows a file stays busy for a moment after
 * the process that had it open has ended.
 * @returns whether it is gone; false if it is not a machine's.
 */
export async function removeDirectory(path: string): Promise<boolean> {
  const name = basename(path);
  const entries = await readdir(path).catch(unlessMissing);
  if (entries === undefined) return true;
  if (!makerOf(name) || !(await isPrivate(path))) return false;
  const ownerFile = join(path, OWNER_FILE);
  const isEmpty = entries.every((entry) => entry === OWNER_FILE);
  if (!isEmpty && !readOwner(ownerFile, name)) return false;
  const busy = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
  for (const entry of entries) if (entry !== OWNER_FILE) await rm(join(path, entry), busy);
  await rm(ownerFile, busy);
  // Another sweep may have been faster.
  await rmdir(path).catch(unlessMissing);
  return true;
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
