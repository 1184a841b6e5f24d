import * as l10n from '@vscode/l10n';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { delay } from '../../../concurrency/timeout';
import { StreamWriter, type Writer } from './streamWriter';

/** QEMU opens its end while it starts, before its monitor greets; this is how long it may take at worst, in milliseconds. */
const READER_LIMIT_MS = 2000;
const RETRY_MS = 10;

/** The input of a port that is a FIFO. What fits into it goes in at once: a stream takes 0.1 ms for a key. */
export class FifoWriter implements Writer {
  private readonly stream: StreamWriter;

  constructor(
    port: string,
    private readonly fd: number,
    private readonly socket: Socket,
  ) {
    this.stream = new StreamWriter(port, socket);
  }

  writeNow(bytes: Uint8Array): number {
    // Once the stream is destroyed, its descriptor may belong to another file.
    if (this.stream.waits || this.socket.destroyed) return 0;
    try {
      return writeSync(this.fd, bytes);
    } catch {
      // EAGAIN: it is full. Everything else happens again on the stream, and is told there.
      return 0;
    }
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.stream.write(bytes, signal);
  }

  close(): void {
    this.socket.destroy();
  }
}

/**
 * Opens a FIFO for writing without ever blocking: neither in open(2), which waits for a reader otherwise, nor in
 * write(2). Write-only, so that a write fails once QEMU, the reader, has ended.
 * @param port Named in the errors of the writer.
 * @throws when nobody has opened it for reading.
 */
export async function openFifo(port: string, path: string, signal: AbortSignal): Promise<FifoWriter> {
  const deadline = performance.now() + READER_LIMIT_MS;
  for (;;) {
    try {
      const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new FifoWriter(port, fd, adopt(fd));
    } catch (error) {
      // ENXIO: no reader yet, fifo(7).
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      if (performance.now() > deadline)
        throw new Error(l10n.t('QEMU did not open its input {0}', path), { cause: error });
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
