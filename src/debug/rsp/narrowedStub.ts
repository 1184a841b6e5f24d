import type { Socket } from 'node:net';
import type { Stoppable } from '../../concurrency/taskGroup';
import { withTimeout } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import { messageOf } from '../../concurrency/messageOf';
import { RspConnection } from './connection';
import { frame, PacketReader } from './packets';
import { listenPrivately, type PrivateServer } from './privateServer';
import { readLayout, X86Narrowing } from './x86Narrowing';

/** QEMU's stub answers between two instructions, in milliseconds. */
const ANSWER_LIMIT_MS = 10_000;

/** How much of a description is asked for at once, in bytes. */
const PIECE = 2000;

/**
 * Stands between GDB and the stub of a 64-bit PC that runs a 32-bit program: see {@link X86Narrowing}. GDB connects
 * once; when either side ends, so does the other.
 */
export class NarrowedStub implements Stoppable {
  readonly stopped: Promise<void>;
  /** Where GDB connects. */
  readonly endpoint: string;
  private upstream: RspConnection | undefined;
  private downstream: Socket | undefined;
  private narrowing: X86Narrowing | undefined;
  private readonly life = new AbortController();
  private work: Promise<void> = Promise.resolve();

  private constructor(
    private readonly listening: PrivateServer,
    private readonly stub: string,
    private readonly log: Logger,
  ) {
    this.endpoint = listening.endpoint;
    this.stopped = listening.stopped;
  }

  /** @param stub Where QEMU's stub listens. Nobody connects to it until GDB connects to us. */
  static async listen(stub: string, log: Logger): Promise<NarrowedStub> {
    const listening = await listenPrivately((socket) => narrowed.connected(socket));
    const narrowed = new NarrowedStub(listening, stub, log);
    return narrowed;
  }

  async stop(): Promise<void> {
    this.life.abort(new Error('the debugger has gone'));
    this.upstream?.close();
    this.downstream?.destroy();
    await this.listening.close();
    await this.stopped;
  }

  private connected(socket: Socket): void {
    this.downstream = socket;
    const reader = new PacketReader();
    socket.setEncoding('latin1');
    socket.on('error', () => undefined); // Its end is told by "close".
    socket.on('close', () => void this.stop());
    socket.on('data', (text: string) => {
      for (const received of reader.push(text)) {
        if ('interrupt' in received) this.upstream?.interrupt();
        else {
          socket.write('+');
          this.inOrder(() => this.request(received.packet));
        }
      }
    });
    this.inOrder(() => this.connectUpstream());
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
    // The stub serves descriptions only to clients that have said they understand them.
    await withTimeout('QEMU’s stub', ANSWER_LIMIT_MS, this.life.signal, (limited) =>
      upstream.greet('xmlRegisters=i386', limited),
    );
    const target = await this.document('target.xml');
    const parts = [...target.matchAll(/<xi:include href="([^"]+)"/g)].map(([, name]) => name ?? '');
    const included = [];
    for (const part of parts) included.push(await this.document(part));
    this.narrowing = new X86Narrowing(readLayout([target, ...included].join('')));
    upstream.onPacket = (packet) => this.reply(packet);
  }

  /** What GDB asks: what is about registers is translated, everything else passed on as it is. */
  private async request(packet: string): Promise<void> {
    const narrowing = this.narrowing;
    if (!narrowing) throw new Error('QEMU’s stub has not answered');
    const piece = /^qXfer:features:read:target\.xml:([0-9a-f]+),([0-9a-f]+)$/.exec(packet);
    if (piece) this.reply(part(narrowing.description, piece));
    else if (packet === 'g')
      this.reply(this.translated(await this.ask('g'), (all) => narrowing.narrowAll(all)));
    else if (packet.startsWith('G'))
      this.reply(await this.ask(`G${narrowing.widenAll(await this.ask('g'), packet.slice(1))}`));
    else if (/^[pP][0-9a-f]+/.test(packet)) await this.oneRegister(packet, narrowing);
    else this.upstream?.send(packet);
  }

  private async oneRegister(packet: string, narrowing: X86Narrowing): Promise<void> {
    const [, verb = '', digits = '', value = ''] = /^([pP])([0-9a-f]+)(?:=(.*))?$/.exec(packet) ?? [];
    const number = Number.parseInt(digits, 16);
    const wide = narrowing.numberOf(number)?.toString(16);
    if (wide === undefined) this.reply('E01');
    else if (verb === 'P') this.reply(await this.ask(`P${wide}=${narrowing.widen(number, value)}`));
    else this.reply(this.translated(await this.ask(`p${wide}`), (one) => narrowing.narrow(number, one)));
  }

  private translated(answer: string, translate: (values: string) => string): string {
    return /^E[0-9a-f]{2}$|^$/.test(answer) ? answer : translate(answer);
  }

  private async document(name: string): Promise<string> {
    let text = '';
    for (;;) {
      const offset = text.length.toString(16);
      const answer = await this.ask(`qXfer:features:read:${name}:${offset},${PIECE.toString(16)}`);
      // Escaped characters would be binary; descriptions are plain text.
      if (!/^[lm]/.test(answer)) throw new Error(`QEMU’s stub does not describe its registers: ${answer}`);
      text += answer.slice(1);
      if (answer.startsWith('l')) return text;
    }
  }

  private async ask(packet: string): Promise<string> {
    const { upstream } = this;
    if (!upstream) throw new Error('QEMU’s stub is not connected');
    return await withTimeout('QEMU’s stub', ANSWER_LIMIT_MS, this.life.signal, (limited) =>
      upstream.ask(packet, limited),
    );
  }

  private reply(packet: string): void {
    // We acknowledge on either side, so that GDB must not agree with QEMU to leave it.
    this.downstream?.write(frame(packet.replace(';QStartNoAckMode+', '')), 'latin1');
  }
}

function part(document: string, [, offset = '0', length = '0']: RegExpExecArray): string {
  const from = Number.parseInt(offset, 16);
  const text = document.slice(from, from + Number.parseInt(length, 16));
  return `${from + text.length >= document.length ? 'l' : 'm'}${text}`;
}
