/** The limit: QEMU writes the port to a file, and nobody reads it. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startBare } from '../floods/bareQemu';
import { floodNamed } from '../floods/floods';
import { measureFlood, type FloodOptions } from '../floods/measure';
import { program } from '../support/program';
import { temporaryDirectory } from '../support/temporary';

program(async (options: FloodOptions) => {
  const flood = floodNamed(options.flood);
  const file = join(temporaryDirectory(), 'port');
  const qemu = await startBare(flood, ['-chardev', `file,id=port,path=${file}`]);
  try {
    await flood.begin?.(qemu.control);
    const received = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return await measureFlood(options, { received, qemu: qemu.child.pid ?? 0 });
  } finally {
    await qemu.stop();
  }
});
