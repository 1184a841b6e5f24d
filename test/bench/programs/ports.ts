/** Many machines, each printing a little on all of its ports, each port in a terminal: what that costs us. */
import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import type { Machine } from '../../../src/machine/machine';
import { ownCpu } from '../support/cpu';
import { portControl } from '../floods/portControl';
import { program } from '../support/program';
import { BenchRoom } from '../support/room';
import { Terminal } from '../support/terminal';
import { setTimeout as sleep } from 'node:timers/promises';

interface PortsOptions {
  readonly machines: number;
  readonly portsEach: number;
  /** On each port. 0: they are silent. */
  readonly bytesPerSecond: number;
  readonly warmMs: number;
  /** Before the second window: V8 compiles for some seconds what eight threads begin to run. */
  readonly settleMs: number;
  readonly windowMs: number;
}

program(async (options: PortsOptions) => {
  const room = new BenchRoom();
  const serial = Array.from({ length: options.portsEach }, () => ({}));
  const machines: Machine[] = [];
  for (let index = 0; index < options.machines; index++) {
    machines.push(await room.start({ ...SAMPLE_MACHINE, name: `m${index}`, serial }));
  }
  const ports = machines.flatMap((machine) => machine.ports);
  const terminals = ports.map((port) => new Terminal(port.serial.openTerminal(port.config)));
  const controls = machines.flatMap(({ ports: [port] }) =>
    port ? [portControl(port.serial, room.tasks.signal)] : [],
  );
  for (const control of controls) await control.hear('\n> ');
  if (options.bytesPerSecond > 0) {
    for (const control of controls) await control.say(`chatter ${options.bytesPerSecond}\r`);
  }
  await sleep(options.warmMs);
  const first = await watch(terminals, options.windowMs);
  await sleep(options.settleMs);
  const later = await watch(terminals, options.windowMs);
  await room.close();
  return { ...later, firstCores: first.cores, wanted: options.bytesPerSecond * ports.length };
});

async function watch(
  terminals: readonly Terminal[],
  windowMs: number,
): Promise<{ cores: number; bytesPerSecond: number }> {
  const shown = (): number => terminals.reduce((sum, { characters }) => sum + characters, 0);
  const begin = { at: performance.now(), cpu: ownCpu(), shown: shown() };
  await sleep(windowMs);
  const seconds = (performance.now() - begin.at) / 1000;
  return { cores: (ownCpu() - begin.cpu) / seconds, bytesPerSecond: (shown() - begin.shown) / seconds };
}
