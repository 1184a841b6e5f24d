import { connect, type Socket } from 'node:net';
import { raceAbort } from '../../concurrency/abort';

/** A packet is at most this long, in characters; more is somebody who does not speak the protocol. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * A connection to QEMU's stub in GDB's remote protocol (GDB manual, appendix E): packets with check sums, each of
 * them acknowledged. Connecting stops the guest.
 */
export class RspConnection {
  private received = '';
  private wake: () => void = () => undefined;
  private failure: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
      if (this.received.length > MOST_CHARACTERS) socket.destroy(new Error('what comes is no packet'));
      this.wake();
    });
    socket.on('error', (error) => (this.failure = error));
    socket.on('close', () => {
      this.failure ??= new Error('QEMU has closed its debugger stub');
      this.wake();
    });
  }

  /** @param endpoint A path, or `host:port`. @throws when nobody listens there. */
  static async connect(endpoint: string, signal: AbortSignal): Promise<RspConnection> {
    const [, host, port] = /^([^/]*):(\d+)$/.exec(endpoint) ?? [];
    const socket = connect(port === undefined ? { path: endpoint } : { host, port: Number(port) });
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    try {
      await raceAbort(connected, signal);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return new RspConnection(socket);
  }

  send(packet: string): void {
    let sum = 0;
    for (let index = 0; index < packet.length; index++) sum += packet.charCodeAt(index);
    this.socket.write(`$${packet}#${(sum & 0xff).toString(16).padStart(2, '0')}`, 'latin1');
  }

  /** The next packet. @throws at the end of the connection; `signal.reason` on abort. */
  async receive(signal: AbortSignal): Promise<string> {
    for (;;) {
      const match = /\$([^#]*)#[0-9a-f]{2}/i.exec(this.received);
      if (match) {
        this.received = this.received.slice(match.index + match[0].length);
        this.socket.write('+');
        return match[1] ?? '';
      }
      if (this.failure) throw this.failure;
      await raceAbort(new Promise<void>((resolve) => (this.wake = resolve)), signal);
    }
  }

  /** Forgets what has come unasked, such as stops that nobody waited for. */
  flush(): void {
    this.received = '';
  }

  close(): void {
    this.socket.destroy();
  }
}
