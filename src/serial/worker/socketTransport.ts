import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { raceAbort } from '../../concurrency/abort';
import { delay, withTimeout } from '../../concurrency/timeout';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Spool } from './spool';
import { StreamWriter, type Writer } from './streamWriter';
import type { ChardevOptions, Transport } from './transport';

const LOOPBACK = '127.0.0.1';
/** QEMU connects while it starts, before its monitor greets; so long it may take all the same, in milliseconds. */
const CONNECT_LIMIT_MS = 2000;
/** After QEMU's end, its last bytes and the end of the stream are already in the kernel; in milliseconds. */
const FINISH_LIMIT_MS = 1000;
/** Reads smaller than this, in bytes, are a flow of single bytes: reading rests a beat so that they come together. */
const SMALL_READ_BYTES = 512;
const BEAT_MS = 1;
/**
 * A rest that gathered less than this did not help: there is no flow, or (on a busy computer, where a beat is late)
 * TCP has closed its window, which many tiny segments fill soon. Then so many reads go without a rest.
 */
const GATHERED_BYTES = 64;
const READS_WITHOUT_REST = 500;

/**
 * Loopback TCP: we listen, QEMU connects while it starts (its connect is synchronous, so no byte comes before us),
 * one connection is taken and the listener closed. The socket is read at once and always, whoever looks: an unread
 * one would stall the guest, and with a PL011 all of QEMU.
 */
export class SocketTransport implements Transport {
  private server: Server | undefined;
  private socket: Socket | undefined;
  private accepted: Promise<Socket> | undefined;
  private ended: Promise<void> = Promise.resolve();
  private rested = false;
  private readsWithoutRest = 0;

  constructor(
    private readonly port: string,
    private readonly spool: Spool,
  ) {}

  get detail(): string {
    if (this.socket) return this.socket.destroyed ? 'ended' : 'connected';
    return 'listening';
  }

  async open(group: TaskGroup, signal: AbortSignal): Promise<ChardevOptions> {
    const server = createServer({ noDelay: true });
    this.server = server;
    this.accepted = new Promise((resolve) => {
      server.on('connection', (socket) => {
        if (this.socket || !isLoopback(socket.remoteAddress)) {
          socket.destroy();
          return;
        }
        server.close();
        this.ended = this.receive(group, socket);
        resolve(socket);
      });
    });
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(new Error(`port "${this.port}": cannot listen: ${error.message}`)),
      );
      server.listen(0, LOOPBACK, 1, resolve);
    });
    await raceAbort(listening, signal);
    const { port } = server.address() as AddressInfo;
    const options = { host: LOOPBACK, port: String(port), server: 'off', nodelay: 'on' };
    return { backend: 'socket', options };
  }

  async connect(signal: AbortSignal): Promise<Writer> {
    const { accepted } = this;
    if (!accepted) throw new Error(`port "${this.port}" was not opened`);
    const what = `QEMU's connection to port "${this.port}"`;
    const socket = await withTimeout(what, CONNECT_LIMIT_MS, signal, (inner) => raceAbort(accepted, inner));
    return new StreamWriter(this.port, socket);
  }

  expectSoon(): void {
    // A socket needs no hint: it is always being read.
  }

  async finish(signal: AbortSignal): Promise<void> {
    await withTimeout('the end of the stream', FINISH_LIMIT_MS, signal, (inner) =>
      raceAbort(this.ended, inner),
    ).catch(() => undefined);
    signal.throwIfAborted();
    this.spool.tail.finish();
  }

  close(): void {
    this.server?.close();
    this.socket?.destroy();
  }

  /** Appends all that comes to the spool; resolves at the end of the stream, however it ends. */
  private receive(group: TaskGroup, socket: Socket): Promise<void> {
    this.socket = socket;
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (bytes: Buffer) => {
      this.spool.append(bytes);
      if (this.restIsWorth(bytes.length)) this.rest(group, socket);
    });
    return closed;
  }

  private restIsWorth(readBytes: number): boolean {
    if (this.rested && readBytes < GATHERED_BYTES) this.readsWithoutRest = READS_WITHOUT_REST;
    this.rested = false;
    if (this.readsWithoutRest > 0) this.readsWithoutRest--;
    return this.readsWithoutRest === 0 && readBytes < SMALL_READ_BYTES;
  }

  private rest(group: TaskGroup, socket: Socket): void {
    socket.pause();
    this.rested = true;
    // Cancelled only when the port is closed, and then nothing is to be read any more.
    void group.run(`gather ${this.port}`, async ({ signal }) => {
      await delay(BEAT_MS, signal);
      socket.resume();
    });
  }
}

function isLoopback(address: string | undefined): boolean {
  return address === LOOPBACK || address === `::ffff:${LOOPBACK}`;
}
