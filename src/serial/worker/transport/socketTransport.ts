import * as l10n from '@vscode/l10n';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { raceAbort } from '../../../concurrency/abort';
import { TimeoutError, withTimeout } from '../../../concurrency/timeout';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { Chardev } from '../../chardev';
import { SocketIntake } from './socketIntake';
import type { Spool } from '../spool/spool';
import { StreamWriter, type Writer } from './streamWriter';
import type { Transport } from './transport';

const LOOPBACK = '127.0.0.1';
/** How long QEMU may take to connect, in milliseconds; it does so while it starts, before its monitor greets. */
const CONNECT_LIMIT_MS = 2000;
/** After QEMU's end, its last bytes and the end of the stream are already in the kernel; in milliseconds. */
const FINISH_LIMIT_MS = 1000;

/**
 * Loopback TCP: we listen, QEMU connects while it starts (its connect is synchronous, so no byte comes before us),
 * one connection is accepted and the listener closed. The socket is always read at once, with or without readers: an
 * unread one would stall the guest, and with a PL011 all of QEMU.
 */
export class SocketTransport implements Transport {
  private server: Server | undefined;
  private socket: Socket | undefined;
  private accepted: Promise<Socket> | undefined;
  private intake: SocketIntake | undefined;

  constructor(
    private readonly port: string,
    private readonly id: string,
    private readonly spool: Spool,
  ) {}

  get detail(): string {
    if (this.socket) return this.socket.destroyed ? 'ended' : 'connected';
    return 'listening';
  }

  async open(group: TaskGroup, signal: AbortSignal): Promise<Chardev> {
    const server = createServer({ noDelay: true });
    this.server = server;
    this.accepted = new Promise((resolve) => {
      server.on('connection', (socket) => {
        if (this.socket || !isLoopback(socket.remoteAddress)) {
          socket.destroy();
          return;
        }
        server.close();
        this.socket = socket;
        this.intake = new SocketIntake(group, this.port, socket, (bytes) => this.spool.append(bytes));
        resolve(socket);
      });
    });
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(
          new Error(l10n.t('port "{0}": cannot listen: {1}', this.port, error.message), { cause: error }),
        ),
      );
      server.listen(0, LOOPBACK, 1, resolve);
    });
    await raceAbort(listening, signal);
    const { port } = server.address() as AddressInfo;
    const options = { host: LOOPBACK, port: String(port), server: 'off', nodelay: 'on' };
    return { id: this.id, backend: 'socket', options };
  }

  async connect(signal: AbortSignal): Promise<Writer> {
    const { accepted } = this;
    if (!accepted) throw new Error(`port "${this.port}" was not opened`);
    try {
      const socket = await withTimeout('QEMU’s connection', CONNECT_LIMIT_MS, signal, (inner) =>
        raceAbort(accepted, inner),
      );
      return new StreamWriter(this.port, socket);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      const text = l10n.t(
        'port "{0}": QEMU did not connect within {1} s',
        this.port,
        CONNECT_LIMIT_MS / 1000,
      );
      throw new Error(text, { cause: error });
    }
  }

  expectSoon(): void {
    // A socket needs no hint: it is always being read.
  }

  readClosely(): void {
    // Nothing is polled.
  }

  async finish(signal: AbortSignal): Promise<void> {
    await this.intake?.untilEnded(FINISH_LIMIT_MS, signal);
    this.spool.endLoss();
    this.spool.tail.finish();
  }

  close(): void {
    this.server?.close();
    this.socket?.destroy();
  }
}

function isLoopback(address: string | undefined): boolean {
  return address === LOOPBACK || address === `::ffff:${LOOPBACK}`;
}
