import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { delay } from '../../concurrency/timeout';

/** QEMU opens its end while it starts, before its monitor greets; so long it may take all the same. */
const READER_LIMIT_MS = 2000;
const RETRY_MS = 10;

/**
 * Opens a FIFO for writing without ever blocking: neither in open(2), which waits for a reader otherwise, nor in
 * write(2). Write-only, so that a write fails once QEMU, the reader, has ended.
 * @throws when nobody has opened it for reading.
 */
export async function openFifo(path: string, signal: AbortSignal): Promise<Socket> {
  const deadline = performance.now() + READER_LIMIT_MS;
  for (;;) {
    try {
      const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return adopt(fd);
    } catch (error) {
      // ENXIO: no reader yet, fifo(7).
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      if (performance.now() > deadline)
        throw new Error(`QEMU did not open its input ${path}`, { cause: error });
    }
    await delay(RETRY_MS, signal);
  }
}

function adopt(fd: number): Socket {
  try {
    return new Socket({ fd, readable: false, writable: true });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
