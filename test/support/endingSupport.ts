import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Machine } from '../../src/machine/machine';
import type { SerialThread, StartSerial } from '../../src/machine/services';
import { bundle } from './bundle';
import { bundles } from './bundles';
import type { HostOrder, HostReport } from './endingHost';
import { until } from './until';

/** Whether a process runs, as the system sees it; one that waits to be reaped does not. */
export function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]$/.test(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '');
  } catch {
    return false;
  }
}

/** Whether a process ignores a signal, given by number; proc(5), `SigIgn`. */
export function ignores(pid: number, signal: number): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}

/** Pids of all processes that have a text in their command line: whatever was started for a directory. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number)
    .filter(runs);
}

/** What is left of a machine, seen from outside: an empty text when nothing is. */
export function leftOf({ pid, directory }: Pick<Machine, 'pid' | 'directory'>): string {
  return [
    ...(runs(pid) ? [`process ${pid}`] : []),
    ...processesWith(directory).map((other) => `process ${other} mentions it`),
    ...(existsSync(directory) ? [`${directory}: ${readdirSync(directory).join(' ')}`] : []),
  ].join(', ');
}

/** Waits until nothing is left of it. */
export async function untilGone(machine: Pick<Machine, 'pid' | 'directory'>): Promise<void> {
  await until('nothing is left', () => leftOf(machine) === '', { details: () => leftOf(machine) });
}

/** Our host process, which may be killed. */
export class Host {
  private constructor(
    readonly child: ChildProcess,
    readonly report: HostReport,
  ) {}

  static async start(order: Omit<HostOrder, 'workerFile' | 'guardFile'>): Promise<Host> {
    const files = await bundles();
    const file = join(await bundle({ endingHost: 'test/support/endingHost.ts' }), 'endingHost.js');
    const child = spawn(process.execPath, [file, JSON.stringify({ ...order, ...files })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new Host(child, JSON.parse(line) as HostReport);
  }

  /** `kill -9`, of it alone or of others in the same moment. */
  async kill(...others: number[]): Promise<void> {
    const closed = once(this.child, 'close');
    for (const pid of [...others, this.child.pid!]) process.kill(pid, 'SIGKILL');
    await closed;
  }
}

/** Stands in for a serial worker whose reader hangs: QEMU's connection is accepted, and never read. */
export const startHungSerial: StartSerial = async (_workerFile, setup) => {
  const [port] = setup.ports;
  if (!port) throw new Error('a port is needed');
  const path = `${port.path}.sock`;
  const sockets: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  }).listen(path);
  await once(server, 'listening');
  let ended: (reason: undefined) => void = () => undefined;
  const stand: Omit<SerialThread, 'ports'> & { readonly ports: readonly unknown[] } = {
    chardevs: [{ id: 'ser0', backend: 'socket', options: { path } }],
    ports: [{ name: port.name }],
    onDidChangeDisk: () => ({ dispose: () => undefined }),
    onDidMeetTrouble: () => ({ dispose: () => undefined }),
    onDidFindCrash: () => ({ dispose: () => undefined }),
    onDidTellLoads: () => ({ dispose: () => undefined }),
    loads: { loads: [] },
    lastCrash: undefined,
    connected: () => Promise.resolve(),
    setQemuPid: () => undefined,
    guestReset: () => undefined,
    count: () => Promise.resolve(),
    threadId: 0,
    stopped: new Promise((resolve) => (ended = resolve)),
    settled: () => Promise.resolve(),
    test: () => Promise.resolve(false),
    drain: () => Promise.resolve(),
    untilRead: () => Promise.resolve(undefined),
    snapshot: () => Promise.resolve([]),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      ended(undefined);
      return Promise.resolve();
    },
  };
  return stand as SerialThread;
};
