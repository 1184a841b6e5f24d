/** The product, with everything on: terminal with credit, filter, a pending expectation, a ready pattern, the log. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { floodNamed } from '../floods/floods';
import { measureFlood, type FloodOptions } from '../floods/measure';
import { portControl } from '../support/portControl';
import { program } from '../support/program';
import { BenchRoom } from '../support/room';
import { Terminal } from '../support/terminal';

const NEVER = 'this is never printed by any guest';

program(async (options: FloodOptions) => {
  const flood = floodNamed(options.flood);
  const room = new BenchRoom();
  const index = (flood.config.serial?.length ?? 1) - 1;
  const machine = await room.start({
    ...flood.config,
    ready: { port: index, pattern: `${NEVER} (at all)`, timeoutSeconds: 3600 },
    log: { items: ['guest_errors'] },
  });
  const port = machine.ports[index];
  const control = machine.ports[0];
  if (!port || !control) throw new Error('a port is missing');
  const terminal = new Terminal(port.serial.openTerminal(port.config));
  const { signal } = room.tasks;
  const pending = port.serial.waitFor(NEVER, { timeoutMs: 3_600_000, from: 0 }, signal);
  pending.catch(() => undefined);
  try {
    await flood.begin?.(portControl(control.serial, signal));
    const file = join(machine.directory, `ser${index}.out`);
    const result = await measureFlood(options, { received: () => statSync(file).size, qemu: machine.pid });
    const { skipped } = port.serial.counters;
    return {
      ...result,
      shown: terminal.characters,
      questions: terminal.questions,
      skipped,
      logged: room.logged,
    };
  } finally {
    await room.close();
  }
});
