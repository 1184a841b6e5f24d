/** The same machines and ports as in `ports`, each port a socket whose every piece is decoded and fired. */
import { NaiveMachine } from '../floods/naiveMachine';
import { ownCpu } from '../support/cpu';
import { program } from '../support/program';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until';

interface PortsOptions {
  readonly machines: number;
  readonly portsEach: number;
  /** On each port. */
  readonly bytesPerSecond: number;
  readonly warmMs: number;
  /** For V8, as in `ports`. */
  readonly settleMs: number;
  readonly windowMs: number;
}

program(async (options: PortsOptions) => {
  const machines = Array.from({ length: options.machines }, () => new NaiveMachine(options.portsEach));
  try {
    for (const machine of machines) await until('the prompt', () => machine.console.endsWith('\n> '));
    for (const machine of machines) machine.say(`chatter ${options.bytesPerSecond}\r`);
    await sleep(options.warmMs + options.windowMs + options.settleMs);
    const received = (): number => machines.reduce((sum, { characters }) => sum + characters, 0);
    const begin = { at: performance.now(), cpu: ownCpu(), received: received() };
    await sleep(options.windowMs);
    const seconds = (performance.now() - begin.at) / 1000;
    return {
      cores: (ownCpu() - begin.cpu) / seconds,
      bytesPerSecond: (received() - begin.received) / seconds,
    };
  } finally {
    for (const machine of machines) machine.kill();
  }
});
