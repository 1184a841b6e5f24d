import assert from 'node:assert/strict';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { validateDebug } from '../../src/config/debug/debugValidate';
import type { DebugHost } from '../../src/debug/host';
import type { SessionOptions } from '../../src/debug/sessionFactory';
import { ExternalPorts } from '../../src/machine/external/externalPorts';
import type { Machine } from '../../src/machine/machine';
import type { MachineSettings } from '../../src/machine/services';
import { resolveDebug } from '../../src/config/debug/resolveDebug';
import { bundles } from './bundles';
import { debugAdapter } from './debugBundle';
import { DebugDriver } from './debugDriver';
import { MachineRoom } from './machines';
import { until } from './until';

/** How long what a session has started may take to be gone, in milliseconds. */
const GONE_LIMIT_MS = 30_000;

/** Machines and debug sessions for one test, over the debug adapter protocol on 127.0.0.1. */
export class DebugRoom {
  private readonly servers: Server[] = [];
  private readonly sockets: Socket[] = [];
  private readonly clients: DebugClient[] = [];
  /** The machines that sessions have started, in order. */
  readonly launched: Machine[] = [];
  /** Where sessions look for files of images that guests load. */
  readonly folders: string[] = [];
  /** The serial ports of others that sessions have connected to, in order. */
  readonly connected: ExternalPorts[] = [];

  private constructor(readonly room: MachineRoom) {}

  static async open(settings: Partial<MachineSettings> = {}): Promise<DebugRoom> {
    return new DebugRoom(await MachineRoom.open(settings));
  }

  get host(): DebugHost {
    const { registry, log, tasks } = this.room;
    return {
      log,
      tasks,
      folders: this.folders,
      findMachine: (name) => registry.find(name)[0],
      launch: async (config, options, signal) => {
        const machine = await registry.start(config, options, { signal });
        this.launched.push(machine);
        return machine;
      },
      connectSerial: async (name, connected, signal) => {
        const ports = await ExternalPorts.open(
          {
            name,
            ports: connected,
            settings: { baseDirectory: this.room.directory, spoolLimitBytes: 1 << 28 },
            workerFile: (await bundles()).workerFile,
            group: tasks,
            log,
          },
          signal,
        );
        this.connected.push(ports);
        return ports;
      },
    };
  }

  /** The machine of the newest session. */
  get machine(): Machine {
    const machine = this.launched.at(-1);
    if (!machine) throw new Error('no machine was started');
    return machine;
  }

  /** A session for a configuration, connected and silent so far. */
  async session(config: unknown, options: SessionOptions = {}, host = this.host): Promise<DebugDriver> {
    const { createSession } = await debugAdapter();
    const session = await createSession(resolveDebug(validateDebug(config)), host, options);
    const server = createServer((socket) => {
      this.sockets.push(socket);
      session.setRunAsServer(true);
      session.start(socket, socket);
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = new DebugClient('node', '', 'qemu');
    await client.start((server.address() as AddressInfo).port);
    this.clients.push(client);
    return new DebugDriver(client, () => this.room.logText().split('\n').slice(-60).join('\n'));
  }

  /** Ends what runs, and checks that nothing of it is left. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    for (const client of this.clients) (client as unknown as { stopAdapter(): void }).stopAdapter();
    await Promise.all(
      this.servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve()))),
    );
    await this.room.close();
    const left = await this.left();
    if (left.length > 0) throw new Error(`still running: ${left.join('; ')}`);
  }

  /**
   * Checks that the sessions have left nothing by themselves, before the room's own clearing up, and closes it.
   * @param test The one that has run. One that failed has not come to its end; a hook that failed for it, too, would
   * keep mocha from running the others.
   */
  async closeEmpty(test?: Mocha.Test): Promise<void> {
    try {
      if (!test?.isFailed()) assert.deepEqual(await this.left(), []);
    } finally {
      await this.close();
    }
  }

  /** QEMUs and GDBs among our children, once they have had time to go. */
  async left(): Promise<string[]> {
    const found = (): string[] =>
      [...children('qemu'), ...children('gdb')].map((pid) => `${pid} ${executable(pid)}`);
    await until('all have ended', () => found().length === 0, { limitMs: GONE_LIMIT_MS }).catch(
      () => undefined,
    );
    return found();
  }
}

/** Pids of our children that run a program whose path has this in it. */
export function children(program: string): number[] {
  return readdirSync('/proc/self/task')
    .flatMap((thread) => read(`/proc/self/task/${thread}/children`).split(' ').filter(Boolean))
    .filter((pid) => executable(pid).includes(program))
    .map(Number);
}

function executable(pid: string | number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
