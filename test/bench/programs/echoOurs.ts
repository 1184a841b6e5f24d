/** Key to echo by the product: terminal, transmit queue, FIFO, guest, spool, frame, terminal. */
import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import { portControl } from '../support/portControl';
import { program } from '../support/program';
import { BenchRoom } from '../support/room';
import { Terminal } from '../support/terminal';
import { measureTyping, type TypingOptions } from '../support/typing';

program(async (options: TypingOptions) => {
  const room = new BenchRoom();
  const machine = await room.start(SAMPLE_MACHINE);
  const [port] = machine.ports;
  if (!port) throw new Error('no port');
  const terminal = new Terminal(port.serial.openTerminal(port.config));
  try {
    await portControl(port.serial, room.tasks.signal).hear('\n> ');
    return await measureTyping(options, {
      send: (key) => terminal.stream.handleInput(key),
      listen: (heard) => (terminal.onText = heard),
    });
  } finally {
    await room.close();
  }
});
