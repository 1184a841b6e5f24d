/** From SIGTERM to the end of a bare QEMU whose guest is at its prompt: what ending costs at least. */
import { once } from 'node:events';
import { startRaw } from '../echoes/raw';
import { program } from '../support/program';

program(async () => {
  const { qemu } = await startRaw();
  const ended = once(qemu, 'exit');
  const begin = performance.now();
  qemu.kill('SIGTERM');
  await ended;
  return { ms: performance.now() - begin };
});
