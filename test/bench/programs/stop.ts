/** How long Stop takes: a healthy machine, one that is stopped by a signal, one whose PL011 waits for a reader. */
import { createServer, type Socket } from 'node:net';
import type { MachineConfiguration } from '../../../src/api';
import type { Machine } from '../../../src/machine/machine';
import type { MachineServices, MachineSettings } from '../../../src/machine/services';
import { SerialClient } from '../../../src/serial/client';
import { makeFifos } from '../../support/serial/fifos';
import { pl011Flood } from '../floods/pl011';
import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import { portControl } from '../floods/portControl';
import { program } from '../support/program';
import { BenchRoom } from '../support/room';
import { until } from '../../support/until';

interface StopOptions {
  readonly how: 'healthy' | 'stopped' | 'frozen';
}

program(async ({ how }: StopOptions) => {
  return how === 'frozen' ? await stopFrozen() : await stopSample(how === 'stopped');
});

async function stopSample(wedge: boolean): Promise<object> {
  const room = new BenchRoom();
  const machine = await room.start(SAMPLE_MACHINE);
  const [port] = machine.ports;
  if (!port) throw new Error('no port');
  await portControl(port.serial, room.tasks.signal).hear('\n> ');
  if (wedge) process.kill(machine.pid, 'SIGSTOP');
  return await timed(room, machine);
}

/** A PL011 whose client has connected and never reads stops all of QEMU, its monitor included. */
async function stopFrozen(): Promise<object> {
  const deaf = await deafReader();
  const startSerial: MachineServices['startSerial'] = async (file, setup, log, signal) => {
    const ports = setup.ports.map((port) => ({ ...port, transport: 'spool' as const }));
    // A port that is a socket has none, and the machine takes this one for a socket.
    await makeFifos(ports.map(({ path }) => `${path}.in`));
    const client = await SerialClient.start(file, { ...setup, ports }, log, signal);
    const options = { host: '127.0.0.1', port: String(deaf.port), server: 'off', nodelay: 'on' };
    const chardevs = [{ id: 'ser0', backend: 'socket', options }];
    return overlay(client, { chardevs, connected: () => Promise.resolve() });
  };
  const settings: Partial<MachineSettings> = { transport: 'socket' };
  const room = new BenchRoom(settings, { startSerial });
  const config: MachineConfiguration = pl011Flood().config;
  const machine = await room.start(config);
  await until('QEMU connects', () => deaf.connected());
  await until('QEMU freezes', () => isFrozen(machine));
  return await timed(room, machine);
}

/** The socket's buffers fill within moments; then the board stands still, and its monitor with it. */
async function isFrozen(machine: Machine): Promise<boolean> {
  return await machine.qmp('query-status', {}, { timeoutMs: 500 }).then(
    () => false,
    () => true,
  );
}

async function timed(room: BenchRoom, machine: Machine): Promise<object> {
  const begin = performance.now();
  const report = await machine.stop();
  const ms = performance.now() - begin;
  await room.close();
  return { ms, rung: report.rung };
}

async function deafReader() {
  let socket: Socket | undefined;
  const server = createServer({ pauseOnConnect: true }, (connected) => (socket = connected));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, connected: () => socket !== undefined };
}

/** An object with some of its properties replaced. */
function overlay<T extends object>(target: T, properties: Partial<T>): T {
  return new Proxy(target, {
    get: (object, key) => {
      if (key in properties) return properties[key as keyof T];
      const value: unknown = Reflect.get(object, key);
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
  });
}
