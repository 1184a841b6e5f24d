import * as l10n from '@vscode/l10n';
import type { Socket } from 'node:net';
import { raceAbort } from '../../../concurrency/abort';

/** What a transmit queue writes to. */
export interface Writer {
  /**
   * Resolves when the system has taken all of it.
   * @throws when the other end is gone; `signal.reason` on abort, and then a part of it may have been written.
   */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /**
   * Writes what there is room for, and gives how many bytes that was: none if earlier ones still wait, or the other
   * end is gone. Absent if that cannot be done in one system call.
   */
  writeNow?(bytes: Uint8Array): number;
}

/** QEMU has closed its end of a port, or has ended. */
export class PortClosedError extends Error {
  override readonly name = 'PortClosedError';
  constructor(port: string) {
    super(
      l10n.t(
        'port "{0}": QEMU no longer reads its input (the machine has ended, or the port was closed)',
        port,
      ),
    );
  }
}

/**
 * Writes to a FIFO or socket, driven by the event loop: when the guest does not read, a write waits without holding
 * a thread.
 */
export class StreamWriter implements Writer {
  private last: Promise<void> | undefined;

  constructor(
    private readonly port: string,
    private readonly socket: Socket,
  ) {
    // Told to the writer; a closed input that nobody writes to is of no interest.
    socket.on('error', () => undefined);
  }

  /** Bytes of an earlier write wait for room, even if nobody waits for them any more. */
  get waits(): boolean {
    return this.last !== undefined;
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    // A write that was given up may still be waiting for room: the next one must not grow the backlog.
    if (this.last) await raceAbort(this.last, signal);
    const written = this.hand(bytes);
    const over = (): void => void (this.last = undefined);
    this.last = written.then(over, over);
    await raceAbort(written, signal);
  }

  private hand(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(new PortClosedError(this.port)) : resolve()));
    });
  }
}
