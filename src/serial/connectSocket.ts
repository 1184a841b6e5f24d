import { connect, type Socket } from 'node:net';
import { onAbort } from '../concurrency/abort';
import { withTimeout } from '../concurrency/timeout';
import type { SocketAddress } from './externalEndpoint';

/** A socket on this computer, or one nearby, answers at once or not at all; in milliseconds. */
const CONNECT_MS = 5000;

/**
 * Connects to a socket on which an external QEMU listens.
 * @param where What messages call it.
 * @throws with that and what to look at, when nobody listens; `TimeoutError`; `signal.reason` on abort.
 */
export async function connectSocket(
  where: string,
  address: SocketAddress,
  signal: AbortSignal,
): Promise<Socket> {
  return await withTimeout(`connecting to ${where}`, CONNECT_MS, signal, async (limited) => {
    const socket = connect({ ...address, noDelay: true });
    const subscription = onAbort(limited, () => void socket.destroy());
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('closed')));
      });
      return socket;
    } catch (error) {
      socket.destroy();
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(`${where}: ${REASONS[code ?? ''] ?? message}.`, { cause: error });
    } finally {
      subscription.dispose();
    }
  });
}

const UNREACHABLE = 'that host cannot be reached';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there; has QEMU been started with it, and does it still run',
  ENOENT: 'there is no such socket; has QEMU been started with it, and does it still run',
  EACCES: 'this user may not connect to it',
  EAGAIN: 'others are connected to it and wait already; QEMU serves one at a time, so disconnect them',
  ENOTFOUND: 'there is no such host',
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
};
