import { closeSync, openSync } from 'node:fs';
import { SpawnError } from '../concurrency/childProcess';
import { messageOf } from '../concurrency/messageOf';
import { runTool } from '../concurrency/runTool';
import type { SerialSetup } from './protocol';

/**
 * Makes what QEMU must find when it starts: the file that each port writes, its log, and the FIFOs for input, all
 * readable by nobody else. Made here and not in the worker thread, so that QEMU can start while that still does.
 * @throws when something of such a name exists: it would be somebody else's; or when it cannot be made.
 */
export async function makePortFiles({ ports, qemuLog }: SerialSetup, signal: AbortSignal): Promise<void> {
  const spools = ports.map(({ path }) => `${path}.out`);
  for (const path of qemuLog === undefined ? spools : [...spools, qemuLog]) makeFile(path);
  const fifos = ports.filter(({ transport }) => transport === 'spool').map(({ path }) => `${path}.in`);
  if (fifos.length > 0) await makeFifos(fifos, signal);
}

function makeFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
}

/**
 * Makes FIFOs that only this user can open.
 * @throws when one of them exists, or cannot be made.
 */
export async function makeFifos(paths: readonly string[], signal: AbortSignal): Promise<void> {
  const what = paths.length === 1 ? `the input FIFO ${paths[0] ?? ''}` : 'the input FIFOs';
  try {
    const { code, stderr } = await runTool('mkfifo', ['-m', '600', '--', ...paths], { signal });
    if (code !== 0) throw new Error(stderr.trim() || `mkfifo ended with ${code}`);
  } catch (error) {
    signal.throwIfAborted();
    const hint =
      error instanceof SpawnError ? '; install coreutils, or set "qemu.transport" to "socket"' : '';
    throw new Error(`cannot make ${what}: ${messageOf(error)}${hint}`, { cause: error });
  }
}
