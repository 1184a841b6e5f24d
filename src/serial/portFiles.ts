import * as l10n from '@vscode/l10n';
import { closeSync, constants, openSync } from 'node:fs';
import { SpawnError } from '../concurrency/childProcess';
import { messageOf } from '../concurrency/messageOf';
import type { SerialSetup } from './protocol';

/** The file that a port writes. @param path `PortSetup.path`. */
export const spoolFile = (path: string): string => `${path}.out`;

/** The file of a port's arrival times. @param path `PortSetup.path`. */
export const arrivalsFile = (path: string): string => `${path}.times`;

/** Makes FIFOs (0600). @throws when one of them exists, or cannot be made. */
export type MakeFifos = (paths: readonly string[]) => Promise<void>;

/**
 * Makes what QEMU must find when it starts: the file that each port writes, its log, and the FIFOs for input, all
 * readable by nobody else. Made here and not in the worker thread, so that QEMU and that thread can start at the same time.
 * @throws when something of such a name exists: it would not be ours; or when it cannot be made.
 */
export async function makePortFiles({ ports, qemuLog }: SerialSetup, makeFifos: MakeFifos): Promise<void> {
  const spools = ports.map(({ path }) => spoolFile(path));
  for (const path of qemuLog === undefined ? spools : [...spools, qemuLog]) makeFile(path);
  const fifos = ports.filter(({ transport }) => transport === 'spool').map(({ path }) => `${path}.in`);
  if (fifos.length === 0) return;
  try {
    await makeFifos(fifos);
  } catch (error) {
    throw new Error(message(fifos, error), { cause: error });
  }
}

/** Our descriptors of the files that are to be QEMU's standard input and output; none where no port is. */
export interface StandardStreams {
  readonly stdin?: number;
  readonly stdout?: number;
}

/**
 * Starts QEMU with the files of a port as its standard streams, if a port asks for it, and closes our side of them.
 * @throws what `start` throws; the file system's error.
 */
export async function withStandardStreams<T>(
  { ports }: SerialSetup,
  start: (streams: StandardStreams) => Promise<T>,
): Promise<T> {
  const port = ports.find(({ isStandardStream }) => isStandardStream);
  if (!port) return await start({});
  const opened: number[] = [];
  const open = (path: string, flags: number): number => {
    const descriptor = openSync(path, flags);
    opened.push(descriptor);
    return descriptor;
  };
  try {
    // Open for both, a FIFO has no end of file when we pause, and does not wait for somebody to write.
    const stdin = open(`${port.path}.in`, constants.O_RDWR);
    const stdout = open(spoolFile(port.path), constants.O_WRONLY | constants.O_APPEND);
    return await start({ stdin, stdout });
  } finally {
    opened.forEach(closeSync);
  }
}

function makeFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
}

function message(paths: readonly string[], error: unknown): string {
  const reason = messageOf(error);
  const failed =
    paths.length === 1
      ? l10n.t('The input FIFO {0} cannot be made: {1}.', paths[0] ?? '', reason)
      : l10n.t('The input FIFOs of the serial ports cannot be made: {0}.', reason);
  const missing = error instanceof Error && error.cause instanceof SpawnError;
  return missing ? `${failed} ${l10n.t('Or set "qemu.transport" to "socket", which needs none.')}` : failed;
}
