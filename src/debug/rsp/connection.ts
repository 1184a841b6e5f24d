import { connect, type Socket } from 'node:net';
import { raceAbort } from '../../concurrency/abort';
import { frame, INTERRUPT, PacketReader } from './packets';

/** A packet is at most this long, in characters; a sender of more does not speak the protocol. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * A connection to QEMU's stub in GDB's remote protocol (GDB manual, appendix E): packets with check sums, each of
 * them acknowledged. Connecting stops the guest.
 */
export class RspConnection {
  /** Takes packets that nobody waits for; without it they are kept until somebody does. */
  onPacket: ((packet: string) => void) | undefined;
  /** Resolves when the connection has ended, from either side. Never rejects. */
  readonly closed: Promise<void>;
  private readonly reader = new PacketReader();
  private readonly packets: string[] = [];
  private wake: (() => void) | undefined;
  private failure: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.receivedText(text));
    socket.on('error', (error) => (this.failure = error));
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.failure ??= new Error('QEMU has closed its debugger stub');
        this.wake?.();
        resolve();
      });
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
    this.socket.write(frame(packet), 'latin1');
  }

  interrupt(): void {
    this.socket.write(INTERRUPT, 'latin1');
  }

  /** The next packet. @throws at the end of the connection; `signal.reason` on abort. */
  async receive(signal: AbortSignal): Promise<string> {
    for (;;) {
      const packet = this.packets.shift();
      if (packet !== undefined) return packet;
      if (this.failure) throw this.failure;
      try {
        await raceAbort(new Promise<void>((resolve) => (this.wake = resolve)), signal);
      } finally {
        this.wake = undefined;
      }
    }
  }

  /** Sends a packet and returns the next one that comes. */
  async ask(packet: string, signal: AbortSignal): Promise<string> {
    this.send(packet);
    return await this.receive(signal);
  }

  /** The first words. If the guest ran, our connection has stopped it, which is said before the answer. */
  async greet(features: string, signal: AbortSignal): Promise<void> {
    let answer = await this.ask(`qSupported:${features}`, signal);
    while (/^[TS]/.test(answer)) answer = await this.receive(signal);
  }

  /** Forgets what has come unasked, such as stops that nobody waited for. */
  flush(): void {
    this.packets.length = 0;
  }

  close(): void {
    this.socket.destroy();
  }

  private receivedText(text: string): void {
    for (const received of this.reader.push(text)) {
      if ('interrupt' in received) continue;
      this.socket.write('+');
      if (this.onPacket && !this.wake) this.onPacket(received.packet);
      else {
        this.packets.push(received.packet);
        this.wake?.();
      }
    }
    if (this.reader.pending > MOST_CHARACTERS) this.socket.destroy(new Error('what comes is no packet'));
  }
}
