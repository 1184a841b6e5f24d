import { closeSync, constants, openSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';
import { SpawnError } from '../../../concurrency/childProcess';
import { runTool } from '../../../concurrency/runTool';

/** It has a few bits to set; only a driver that still has output to send could keep it, in milliseconds. */
const STTY_LIMIT_MS = 3000;

/** BSD's and macOS's stty names the device with another letter. */
const DEVICE_FLAG = process.platform === 'linux' ? '-F' : '-f';

/**
 * Opens the end of a pty that is for us (QEMU has the other) for both directions, every byte as it is.
 * @param where What messages call it.
 * @throws with that and what to look at, when there is no such pty; `signal.reason` on abort.
 */
export async function openPty(where: string, path: string, signal: AbortSignal): Promise<ReadStream> {
  const fd = openDevice(where, path);
  try {
    if (!isatty(fd)) throw new Error(`${where}: this is not a pty.`);
    await makeRaw(where, path, signal);
    // A duplex stream, despite its name.
    return new ReadStream(fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function openDevice(where: string, path: string): number {
  try {
    // Not as the terminal that controls this process, whose hanging up would end it.
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${where}: ${REASONS[code ?? ''] ?? message}.`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such pty; QEMU says at its start which one it has, and does it still run',
  EACCES: 'this user may not open it',
  EIO: 'its other end is closed; does QEMU still run',
};

/** With `stty`, since Node's raw mode leaves line ends to be translated on the way out. */
async function makeRaw(where: string, path: string, signal: AbortSignal): Promise<void> {
  const args = [DEVICE_FLAG, path, 'raw', '-echo', '-iexten'];
  try {
    const { code, stderr } = await runTool('stty', args, { signal, limitMs: STTY_LIMIT_MS });
    if (code !== 0) throw new Error(`${where}: ${stderr.trim() || `stty ended with ${code}`}`);
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error;
    throw new Error(
      `${where}: it cannot be set to pass bytes as they are: ${error.message}; install coreutils`,
      { cause: error },
    );
  }
}
