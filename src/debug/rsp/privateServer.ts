import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that only this user can reach: a socket in a private directory, or loopback on Windows. */
export interface PrivateServer {
  /** Resolves when it listens no more and no connection is left. */
  readonly stopped: Promise<void>;
  /** Where GDB connects: a path, or `host:port`. */
  readonly endpoint: string;
  /** Closes it and removes its directory; connections that live are their owner's. */
  close(): Promise<void>;
}

/**
 * Listens for one connection, and takes no second.
 * @param connected Is given it.
 * @throws when no socket can be made.
 */
export async function listenPrivately(connected: (socket: Socket) => void): Promise<PrivateServer> {
  const server = createServer();
  const directory =
    process.platform === 'win32' ? undefined : await mkdtemp(join(tmpdir(), 'qemu-serial-debug-gdb-'));
  const path = directory === undefined ? undefined : join(directory, 'gdb.sock');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path === undefined ? { host: '127.0.0.1', port: 0 } : { path }, resolve);
  });
  server.once('connection', (socket) => {
    server.close();
    connected(socket);
  });
  return {
    stopped: new Promise((resolve) => void server.once('close', resolve)),
    endpoint: path ?? `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
