/** From Launch to the guest's first byte in the terminal, several times in one extension host: the first one of a window. */
import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import { program } from '../support/program';
import { BenchRoom } from '../support/room';
import { resolveConfiguration } from '../../../src/config/resolve/resolveConfiguration';

interface LaunchOptions {
  readonly launches: number;
}

program(async ({ launches }: LaunchOptions) => {
  const room = new BenchRoom();
  const times: number[] = [];
  for (let launch = 0; launch < launches; launch++) {
    const begin = performance.now();
    // As the terminal of the task does: opened before the guest runs.
    let first: Promise<void> | undefined;
    const machine = await room.registry.start(
      resolveConfiguration(SAMPLE_MACHINE),
      {},
      {
        signal: room.tasks.signal,
        prepared: ({ ports: [port] }) => {
          first = new Promise((resolve) => port?.serial.openTerminal(port.config).onData(() => resolve()));
        },
      },
    );
    await first;
    times.push(performance.now() - begin);
    await machine.stop();
  }
  await room.close();
  return { firstMs: times[0], laterMs: times.slice(1) };
});
