import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { PortCounters } from '../../../src/serial/protocol';
import { portControl } from './portControl';
import { BenchRoom } from '../support/room';
import { Terminal } from '../support/terminal';
import type { Flood } from './flood';
import type { RunningFlood } from './measure';

const NEVER = 'this is never printed by any guest';

export interface OurFlood extends RunningFlood {
  readonly room: BenchRoom;
  readonly terminal: Terminal;
  readonly counters: () => PortCounters;
}

interface OurOptions {
  /** As in the editor, where somebody always listens for them. */
  readonly findCrashes?: boolean;
}

/** The product: terminal with credit, filter, a pending expectation, a ready pattern, the log. */
export async function startOurs(flood: Flood, { findCrashes = false }: OurOptions = {}): Promise<OurFlood> {
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
  if (findCrashes) machine.onDidFindCrash(() => undefined);
  const terminal = new Terminal(port.serial.openTerminal(port.config));
  const { signal } = room.tasks;
  const pending = port.serial.waitFor(NEVER, { timeoutMs: 3_600_000, from: 0 }, signal);
  pending.catch(() => undefined);
  await flood.begin?.(portControl(control.serial, signal));
  const file = join(machine.directory, `ser${index}.out`);
  return {
    received: () => statSync(file).size,
    qemu: machine.pid,
    stop: () => room.close(),
    room,
    terminal,
    counters: () => port.serial.counters,
  };
}
