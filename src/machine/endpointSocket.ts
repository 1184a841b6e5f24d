import { connect, type Socket } from 'node:net';
import { onAbort } from '../concurrency/abort';
import { withTimeout } from '../concurrency/timeout';
import type { Endpoint } from '../config/endpoints';

/** A socket on this computer, or one nearby, answers at once or not at all; in milliseconds. */
const CONNECT_MS = 5000;

/** An endpoint as a person writes it. */
export function endpointText(endpoint: Endpoint): string {
  if ('path' in endpoint) return `${endpoint.kind}:${endpoint.path}`;
  return `${endpoint.kind}:${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
}

/**
 * Connects to a unix or TCP endpoint.
 * @throws with the endpoint and what to look at, when nobody listens; `TimeoutError`; `signal.reason` on abort.
 */
export async function connectEndpoint(endpoint: Endpoint, signal: AbortSignal): Promise<Socket> {
  const where = endpointText(endpoint);
  if (endpoint.kind !== 'unix' && endpoint.kind !== 'tcp')
    throw new Error(`${where}: only unix: and tcp: can be connected to here.`);
  return await withTimeout(`connecting to ${where}`, CONNECT_MS, signal, async (limited) => {
    const socket = connect('path' in endpoint ? endpoint : { host: endpoint.host, port: endpoint.port });
    const link = onAbort(limited, () => void socket.destroy());
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
      link.dispose();
    }
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there; has QEMU been started with it, and does it still run',
  ENOENT: 'there is no such socket; has QEMU been started with it, and does it still run',
  EACCES: 'this user may not connect to it',
  ENOTFOUND: 'there is no such host',
};
