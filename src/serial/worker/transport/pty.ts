import * as l10n from '@vscode/l10n';
import { closeSync, constants, openSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';
import { messageOf } from '../../../concurrency/messageOf';
import { runSystemTool } from '../../systemTool';

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
    if (!isatty(fd)) throw new Error(l10n.t('{0}: this is not a pty.', where));
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
    throw new Error(`${where}: ${reason(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}

/** A sentence for people. */
function reason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return l10n.t('there is no such pty. QEMU says which one it has when it starts; is it still running?');
    case 'EACCES':
      return l10n.t('you have no permission to open it.');
    case 'EIO':
      return l10n.t('its other end is closed. Is QEMU still running?');
    case undefined:
    default:
      return `${message}.`;
  }
}

/** With `stty`, since Node's raw mode leaves line ends to be translated on the way out. */
async function makeRaw(where: string, path: string, signal: AbortSignal): Promise<void> {
  const args = [DEVICE_FLAG, path, 'raw', '-echo', '-iexten'];
  try {
    await runSystemTool('stty', args, 'coreutils', { signal, limitMs: STTY_LIMIT_MS });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(l10n.t('{0}: it cannot be set to pass bytes unchanged: {1}.', where, messageOf(error)), {
      cause: error,
    });
  }
}
