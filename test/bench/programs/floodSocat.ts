/** What people use: `socat` from QEMU's unix socket to a file. */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startBare } from '../floods/bareQemu';
import { floodNamed } from '../floods/floods';
import { measureFlood, type FloodOptions } from '../floods/measure';
import { program } from '../support/program';
import { temporaryDirectory } from '../support/temporary';

program(async (options: FloodOptions) => {
  const flood = floodNamed(options.flood);
  const folder = temporaryDirectory();
  const [socket, file] = [join(folder, 'socket'), join(folder, 'port')];
  const qemu = await startBare(flood, ['-chardev', `socket,id=port,path=${socket},server=on,wait=on`]);
  const from = `UNIX-CONNECT:${socket},retry=500,interval=0.02`;
  const socat = spawn('socat', ['-u', from, `CREATE:${file}`], { stdio: ['ignore', 'inherit', 'inherit'] });
  try {
    await flood.begin?.(qemu.control);
    const received = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const helpers = [socat.pid ?? 0];
    return await measureFlood(options, { received, qemu: qemu.child.pid ?? 0, helpers });
  } finally {
    socat.kill('SIGKILL');
    await qemu.stop();
  }
});
