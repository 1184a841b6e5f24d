import type { Socket } from 'node:net';
import type { Stoppable } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import { messageOf } from '../../concurrency/messageOf';
import { RspConnection } from './connection';
import { frame, PacketReader } from './packets';
import { listenPrivately, type PrivateServer } from './privateServer';

/** A stop reply, and the requests that it answers (GDB manual, "Stop Reply Packets"). */
const STOP = /^[TS][0-9a-f]{2}/;
const ASKS_FOR_STOP = /^(\?|vCont;|[cCsS])/;

/**
 * Stands between GDB and a stub, and answers one question that QEMU's leaves open: where the program was loaded
 * (`qOffsets`). GDB asks it once, when it connects, and then moves its symbols and breakpoints in no time, while
 * reading the symbols again for another address takes ten seconds for a Linux kernel. GDB connects once; when either
 * side ends, so does the other.
 */
export class MovedStub implements Stoppable {
  readonly stopped: Promise<void>;
  readonly endpoint: string;
  private readonly life = new AbortController();
  private upstream: RspConnection | undefined;
  private downstream: Socket | undefined;
  /** QEMU says that our connection has stopped the guest, which GDB takes for the answer to its first question. */
  private mayTellStops = false;

  private constructor(
    private readonly listening: PrivateServer,
    private readonly stub: string,
    private readonly offsets: string,
    private readonly log: Logger,
  ) {
    this.endpoint = listening.endpoint;
    this.stopped = listening.stopped;
  }

  /**
   * @param stub Where the stub listens. Nobody connects to it until GDB connects to us.
   * @param segments Where the first two loaded segments of the program lie now; one is enough when it has one. GDB moves
   * further segments as the last of them.
   */
  static async listen(stub: string, segments: readonly bigint[], log: Logger): Promise<MovedStub> {
    const listening = await listenPrivately((socket) => void moved.connected(socket));
    const moved = new MovedStub(listening, stub, loadedAt(segments), log);
    return moved;
  }

  async stop(): Promise<void> {
    this.life.abort(new Error('the debugger has gone'));
    this.upstream?.close();
    this.downstream?.destroy();
    await this.listening.close();
    await this.stopped;
  }

  private async connected(socket: Socket): Promise<void> {
    this.downstream = socket;
    socket.setEncoding('latin1');
    socket.on('error', () => undefined); // Its end is told by "close".
    socket.on('close', () => void this.stop());
    const reader = new PacketReader();
    const waiting: string[] = [];
    socket.on('data', (text: string) => {
      if (this.upstream) this.take(reader.push(text));
      else waiting.push(text);
    });
    try {
      const upstream = await RspConnection.connect(this.stub, this.life.signal);
      upstream.onPacket = (packet) => {
        if (this.mayTellStops || !STOP.test(packet)) this.reply(packet);
      };
      this.upstream = upstream;
      void upstream.closed.then(() => this.stop());
      for (const text of waiting.splice(0)) this.take(reader.push(text));
    } catch (error) {
      if (!this.life.signal.aborted) this.log.warn(`between GDB and QEMU: ${messageOf(error)}`);
      await this.stop();
    }
  }

  private take(received: ReturnType<PacketReader['push']>): void {
    for (const each of received) {
      if ('interrupt' in each) this.upstream?.interrupt();
      else {
        this.downstream?.write('+');
        if (each.packet === 'qOffsets') this.reply(this.offsets);
        else {
          this.mayTellStops ||= ASKS_FOR_STOP.test(each.packet);
          this.upstream?.send(each.packet);
        }
      }
    }
  }

  private reply(packet: string): void {
    // We acknowledge on either side, so GDB must not agree with QEMU to leave it.
    this.downstream?.write(frame(packet.replace(';QStartNoAckMode+', '')), 'latin1');
  }
}

function loadedAt(segments: readonly bigint[]): string {
  const [text = 0n, data] = segments.map((address) => address.toString(16));
  return data === undefined ? `TextSeg=${text}` : `TextSeg=${text};DataSeg=${data}`;
}
