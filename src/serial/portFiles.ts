import { closeSync, openSync } from 'node:fs';
import { ChildProcess, SpawnError } from '../concurrency/childProcess';
import type { SerialSetup } from './protocol';

/**
 * Makes what QEMU must find when it starts: the file that each port writes, its log, and the FIFOs for input, all
 * readable by nobody else. Made here and not in the worker thread, so that QEMU can start while that still does.
 * @throws when something of such a name exists: it would be somebody else's; or when it cannot be made.
 */
export async function makePortFiles({ ports, qemuLog }: SerialSetup): Promise<void> {
  const spools = ports.map(({ path }) => `${path}.out`);
  for (const path of qemuLog === undefined ? spools : [...spools, qemuLog]) makeFile(path);
  const fifos = ports.filter(({ transport }) => transport === 'spool').map(({ path }) => `${path}.in`);
  if (fifos.length > 0) await makeFifos(fifos);
}

function makeFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
}

/**
 * Makes FIFOs that only this user can open.
 * @throws when one of them exists, or cannot be made.
 */
export async function makeFifos(paths: readonly string[]): Promise<void> {
  const what = paths.length === 1 ? `the input FIFO ${paths[0] ?? ''}` : 'the input FIFOs';
  const child = await ChildProcess.spawn('mkfifo', 'mkfifo', ['-m', '600', '--', ...paths]).catch(
    (error: unknown) => {
      const why = error instanceof SpawnError ? error.message : String(error);
      throw new Error(`cannot make ${what}: ${why}; install coreutils, or set "qemu.transport" to "socket"`);
    },
  );
  let said = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const { code } = await child.stopped;
  if (code !== 0) throw new Error(`cannot make ${what}: ${said.trim() || `mkfifo ended with ${code}`}`);
}
