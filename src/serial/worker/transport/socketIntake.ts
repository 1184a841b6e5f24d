import type { Socket } from 'node:net';
import { raceAbort } from '../../../concurrency/abort';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { atMost, delay } from '../../../concurrency/timeout';

/** Reads smaller than this, in bytes, are a flow of single bytes: reading rests a beat so that they come together. */
const SMALL_READ_BYTES = 512;
const BEAT_MS = 1;
/**
 * A rest that gathered less than this did not help: there is no flow, or (on a busy computer, where a beat is late)
 * TCP has closed its window, which many tiny segments fill soon. Then this many reads go without a rest.
 */
const GATHERED_BYTES = 64;
const READS_WITHOUT_REST = 500;

/**
 * Reads a socket (or a terminal device, which is one to Node) at once and always, even if nobody looks: an unread one
 * would stall the guest, and with a PL011 all of QEMU.
 */
export class SocketIntake {
  /** Resolves at the end of the stream, however it ends: with the error, if there was one. Never rejects. */
  readonly ended: Promise<NodeJS.ErrnoException | undefined>;
  private rested = false;
  private readsWithoutRest = 0;

  /** @param take Is given all that comes, in order. */
  constructor(
    private readonly group: TaskGroup,
    private readonly port: string,
    private readonly socket: Socket,
    take: (bytes: Buffer) => void,
  ) {
    let failure: NodeJS.ErrnoException | undefined;
    socket.on('error', (error) => (failure = error));
    this.ended = new Promise((resolve) => socket.once('close', () => resolve(failure)));
    socket.on('data', (bytes: Buffer) => {
      take(bytes);
      if (this.restIsWorth(bytes.length)) this.rest();
    });
  }

  /** Waits for the end of the stream, but not for longer than told. @throws `signal.reason` on abort. */
  async untilEnded(limitMs: number, signal: AbortSignal): Promise<void> {
    await atMost(limitMs, signal, (inner) => raceAbort(this.ended, inner));
  }

  private restIsWorth(readBytes: number): boolean {
    if (this.rested && readBytes < GATHERED_BYTES) this.readsWithoutRest = READS_WITHOUT_REST;
    this.rested = false;
    if (this.readsWithoutRest > 0) this.readsWithoutRest--;
    return this.readsWithoutRest === 0 && readBytes < SMALL_READ_BYTES;
  }

  private rest(): void {
    this.socket.pause();
    this.rested = true;
    // Cancelled only when the port is closed, and then nothing is to be read any more.
    void this.group.run(`gather ${this.port}`, async ({ signal }) => {
      await delay(BEAT_MS, signal);
      this.socket.resume();
    });
  }
}
