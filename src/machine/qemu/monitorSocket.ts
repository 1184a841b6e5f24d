import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { raceAbort } from '../../concurrency/abort';
import type { ChildProcess } from '../../concurrency/childProcess';

/** How QEMU's monitor reaches us. */
export interface MonitorSocket {
  /** The `-chardev` value without an id. */
  readonly chardev: string;
  /** Sockets to hand to the child. */
  readonly sockets: number;
  connect(child: ChildProcess, signal: AbortSignal): Promise<Duplex>;
  /** For a start that failed before the connection. */
  dispose(): void;
}

/**
 * Where file descriptors can be inherited, a socket pair: no path, no port, nothing that could clash or be attacked.
 * On Windows a listener on the loopback that takes exactly one connection.
 */
export async function monitorSocket(platform: NodeJS.Platform = process.platform): Promise<MonitorSocket> {
  if (platform === 'win32') return await loopback();
  return {
    chardev: 'socket,fd=3',
    sockets: 1,
    connect: (child) => Promise.resolve(child.socket(0)),
    dispose: () => undefined,
  };
}

async function loopback(): Promise<MonitorSocket> {
  const server = createServer();
  const connected = new Promise<Socket>((resolve, reject) => {
    server.once('connection', (socket) => {
      server.close();
      resolve(socket);
    });
    server.once('error', reject);
  });
  connected.catch(() => undefined); // Nobody may have asked for it yet.
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    chardev: `socket,host=127.0.0.1,port=${port},server=off,nodelay=on`,
    sockets: 0,
    connect: (_child, signal) => raceAbort(connected, signal),
    dispose: () => void server.close(),
  };
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, resolve);
  });
}
