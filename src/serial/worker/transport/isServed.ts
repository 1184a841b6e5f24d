import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { SocketAddress } from '../../externalEndpoint';

/**
 * Whether the process that listens has accepted a connection, if the system tells. QEMU serves one client a
 * port; the next one is connected by the kernel and waits, without a sign that it does.
 * @returns undefined if that cannot be known: on another system, computer or network.
 */
export async function isServed(socket: Socket, address: SocketAddress): Promise<boolean | undefined> {
  if (process.platform !== 'linux') return undefined;
  if ('path' in address) return unixServed(await readTable('unix'), address.path);
  const { localPort = 0, remotePort = 0 } = socket;
  // A listener for IPv6 has clients of both kinds.
  return tcpServed([await readTable('tcp'), await readTable('tcp6')].join('\n'), remotePort, localPort);
}

/** `unix(7)`'s table. A connection has its listener's path; state 02 (connecting) is one that was not taken. */
export function unixServed(table: string, path: string): boolean | undefined {
  const states = table
    .split('\n')
    .filter((line) => line.endsWith(` ${path}`))
    .map((line) => line.trim().split(/\s+/)[5]);
  if (states.includes('02')) return false;
  return states.includes('03') ? true : undefined;
}

/** `proc_net_tcp`'s table: the listener's end of a connection has no inode until it is taken. */
export function tcpServed(table: string, theirPort: number, ourPort: number): boolean | undefined {
  const [theirs, ours] = [theirPort, ourPort].map(
    (port) => `:${port.toString(16).padStart(4, '0').toUpperCase()}`,
  );
  for (const line of table.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[1]?.endsWith(theirs ?? '') && fields[2]?.endsWith(ours ?? '')) return fields[9] !== '0';
  }
  return undefined;
}

async function readTable(name: 'unix' | 'tcp' | 'tcp6'): Promise<string> {
  return await readFile(`/proc/net/${name}`, 'utf8').catch(() => '');
}
