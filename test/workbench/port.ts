import { createServer } from 'node:net';

/** A port of the loopback address that is free now. For programs that cannot be asked to pick one and tell it. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
