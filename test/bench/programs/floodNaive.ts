/** What a first extension does: a socket that QEMU inherits, and every piece that comes fired at the terminal. */
import { StringDecoder } from 'node:string_decoder';
import { Emitter } from '../../../src/concurrency/event';
import { startBare } from '../floods/bareQemu';
import { floodNamed } from '../floods/floods';
import { measureFlood, type FloodOptions } from '../floods/measure';
import { program } from '../support/program';

program(async (options: FloodOptions) => {
  const flood = floodNamed(options.flood);
  const qemu = await startBare(
    flood,
    ['-chardev', 'socket,id=port,fd=3'],
    ['ignore', 'ignore', 'inherit', 'pipe'],
  );
  const socket = qemu.child.stdio[3];
  if (!socket) throw new Error('no socket');
  const written = new Emitter<string>();
  const decoder = new StringDecoder('utf8');
  let bytes = 0;
  let characters = 0;
  written.event((text) => (characters += text.length));
  socket.on('data', (piece: Buffer) => {
    bytes += piece.length;
    written.fire(decoder.write(piece));
  });
  try {
    await flood.begin?.(qemu.control);
    const result = await measureFlood(options, { received: () => bytes, qemu: qemu.child.pid ?? 0 });
    return { ...result, characters };
  } finally {
    await qemu.stop();
  }
});
