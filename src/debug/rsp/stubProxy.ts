import type { Socket } from 'node:net';
import { messageOf } from '../../concurrency/messageOf';
import type { Stoppable } from '../../concurrency/taskGroup';
import { withTimeout } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import { RspConnection } from './connection';
import { frame, PacketReader } from './packets';
import { listenPrivately, type PrivateServer } from './privateServer';

/** QEMU's stub answers between two instructions, in milliseconds. */
const ANSWER_LIMIT_MS = 10_000;

/** What a proxy makes of the packets that go through it. */
export interface Translation {
  /** What has to be asked of QEMU's stub before GDB's first packet. */
  prepare?(proxy: StubProxy): Promise<void>;
  /** A packet from GDB, once those before it are done with. */
  request(packet: string, proxy: StubProxy): Promise<void>;
  /** Whether GDB gets a packet that QEMU sends by itself. */
  passes(packet: string): boolean;
}

/** Stands between GDB and QEMU's stub. GDB connects once; when either side ends, so does the other. */
export class StubProxy implements Stoppable {
  readonly stopped: Promise<void>;
  /** Where GDB connects. */
  readonly endpoint: string;
  private readonly life = new AbortController();
  private upstream: RspConnection | undefined;
  private downstream: Socket | undefined;
  private work: Promise<void> = Promise.resolve();

  private constructor(
    private readonly listening: PrivateServer,
    private readonly stub: string,
    private readonly translation: Translation,
    private readonly log: Logger,
  ) {
    this.endpoint = listening.endpoint;
    this.stopped = listening.stopped;
  }

  /** @param stub Where QEMU's stub listens. Nobody connects to it until GDB connects to us. */
  static async listen(stub: string, translation: Translation, log: Logger): Promise<StubProxy> {
    const listening = await listenPrivately((socket) => proxy.connected(socket));
    const proxy = new StubProxy(listening, stub, translation, log);
    return proxy;
  }

  async stop(): Promise<void> {
    this.life.abort(new Error('the debugger has gone'));
    this.upstream?.close();
    this.downstream?.destroy();
    await this.listening.close();
    await this.stopped;
  }

  /** Sends a packet to GDB. */
  reply(packet: string): void {
    // We acknowledge on either side, so GDB must not agree with QEMU to leave it.
    this.downstream?.write(frame(packet.replace(';QStartNoAckMode+', '')), 'latin1');
  }

  /** Sends a packet to QEMU, whose answer goes to GDB. */
  pass(packet: string): void {
    this.upstream?.send(packet);
  }

  /** Asks QEMU's stub. @throws when it does not answer in time, or the connection ends. */
  ask(packet: string): Promise<string> {
    return this.bounded((upstream, signal) => upstream.ask(packet, signal));
  }

  /** The first words to QEMU's stub: the features that we claim for GDB. @throws as `ask` does. */
  greet(features: string): Promise<void> {
    return this.bounded((upstream, signal) => upstream.greet(features, signal));
  }

  private async bounded<T>(work: (upstream: RspConnection, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { upstream } = this;
    if (!upstream) throw new Error('QEMU’s stub is not connected');
    return await withTimeout('QEMU’s stub', ANSWER_LIMIT_MS, this.life.signal, (limited) =>
      work(upstream, limited),
    );
  }

  private connected(socket: Socket): void {
    this.downstream = socket;
    const reader = new PacketReader();
    socket.setEncoding('latin1');
    socket.on('error', () => undefined); // "close" follows.
    socket.on('close', () => void this.stop());
    this.inOrder(() => this.connectUpstream());
    socket.on('data', (text: string) => {
      for (const received of reader.push(text)) {
        // At once: while the guest runs, nothing before it would be answered.
        if ('interrupt' in received) this.upstream?.interrupt();
        else {
          socket.write('+');
          this.inOrder(() => this.translation.request(received.packet, this));
        }
      }
    });
  }

  private inOrder(work: () => Promise<void>): void {
    this.work = this.work.then(work).catch((error: unknown) => {
      if (!this.life.signal.aborted) this.log.warn(`between GDB and QEMU: ${messageOf(error)}`);
      void this.stop();
    });
  }

  private async connectUpstream(): Promise<void> {
    const upstream = await RspConnection.connect(this.stub, this.life.signal);
    this.upstream = upstream;
    void upstream.closed.then(() => this.stop());
    await this.translation.prepare?.(this);
    upstream.onPacket = (packet) => {
      if (this.translation.passes(packet)) this.reply(packet);
    };
  }
}
