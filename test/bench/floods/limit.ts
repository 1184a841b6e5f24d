import { statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/temporary';
import { startBare } from './bareQemu';
import type { Flood } from './flood';
import type { RunningFlood } from './measure';

/** The limit: QEMU writes the port to a file, and nobody reads it. */
export async function startLimit(flood: Flood): Promise<RunningFlood> {
  const file = join(temporaryDirectory(), 'port');
  const qemu = await startBare(flood, ['-chardev', `file,id=port,path=${file}`]);
  await flood.begin?.(qemu.control);
  return {
    received: () => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
    qemu: qemu.child.pid ?? 0,
    stop: () => qemu.stop(),
  };
}
