import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import { portControl } from '../floods/portControl';
import { BenchRoom } from '../support/room';
import { Terminal } from '../support/terminal';
import type { Echo } from '../support/typing';

/** The product: terminal, transmit queue, FIFO, guest, spool, frame, terminal. */
export async function startOurs(): Promise<Echo> {
  const room = new BenchRoom();
  const machine = await room.start(SAMPLE_MACHINE);
  const [port] = machine.ports;
  if (!port) throw new Error('no port');
  const terminal = new Terminal(port.serial.openTerminal(port.config));
  await portControl(port.serial, room.tasks.signal).hear('\n> ');
  return {
    send: (key) => terminal.stream.handleInput(key),
    listen: (heard) => (terminal.onText = heard),
    stop: () => room.close(),
  };
}
