import * as l10n from '@vscode/l10n';
import { connect, type Socket } from 'node:net';
import { onAbort } from '../concurrency/abort';
import { TimeoutError, withTimeout } from '../concurrency/timeout';
import type { SocketAddress } from './externalEndpoint';

/** A socket on this computer, or one nearby, answers at once or not at all; in milliseconds. */
const CONNECT_MS = 5000;

/**
 * Connects to a socket on which an external QEMU listens.
 * @param where What messages call it.
 * @throws with that and what to look at, when nobody listens or answers; `signal.reason` on abort.
 */
export async function connectSocket(
  where: string,
  address: SocketAddress,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return await withTimeout(`connecting to ${where}`, CONNECT_MS, signal, (limited) =>
      connected(address, limited),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`${where}: ${reason(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}

async function connected(address: SocketAddress, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ ...address, noDelay: true });
  const subscription = onAbort(signal, () => void socket.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed')));
    });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    subscription.dispose();
  }
}

/** A sentence for people. */
function reason(error: NodeJS.ErrnoException): string {
  if (error instanceof TimeoutError) return l10n.t('nothing answered there within {0} s.', CONNECT_MS / 1000);
  switch (error.code) {
    case 'ECONNREFUSED':
      return l10n.t('nothing listens there. Was QEMU started with it, and is it still running?');
    case 'ENOENT':
      return l10n.t('there is no such socket. Was QEMU started with it, and is it still running?');
    case 'EACCES':
      return l10n.t('you have no permission to connect to it.');
    case 'EAGAIN':
      return l10n.t(
        'other programs are connected to it or waiting. QEMU serves one at a time, so disconnect them.',
      );
    case 'ENOTFOUND':
      return l10n.t('there is no such host.');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return l10n.t('that host cannot be reached.');
    case undefined:
    default:
      return `${error.message}.`;
  }
}
