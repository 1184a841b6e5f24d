import type { WaitMatch } from '../../api';
import { Gate } from '../../concurrency/gate';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import type { FarEndNews, PortCounters, PortSetup, TerminalOptions, TerminalText } from '../protocol';
import { Capture } from './readers/capture';
import { Cursor } from './spool/cursor';
import { ForeignTransport } from './transport/externalTransport';
import { TerminalFeed } from './terminal/terminalFeed';
import { ListenerFeed } from './readers/listenerFeed';
import { amount } from '../../log/amount';
import { SocketTransport } from './transport/socketTransport';
import { Spool } from './spool/spool';
import { SpoolTransport } from './transport/spoolTransport';
import type { Writer } from './transport/streamWriter';
import { PortClosedError } from './transport/streamWriter';
import { TransmitQueue } from './send/transmitQueue';
import { chardevOption, type Transport } from './transport/transport';
import { Trimmer } from './spool/trimmer';
import { TypedInput } from './send/typedInput';
import { Expect } from './readers/expect';

/** What a port tells the main thread. */
export interface PortVoice {
  text(stream: number, text: TerminalText): void;
  resumed(stream: number): void;
  typedWritten(stream: number, characters: number): void;
  ring(memory: SharedArrayBuffer): void;
  piece(at: number, length: number): void;
  spoolLimit(text: string): void;
  farEnd(news: FarEndNews['news'], text: string): void;
  /** A counter may have changed. */
  active(): void;
  /** Something broke that cannot: the port does not work any more. */
  failed(error: Error): void;
}

interface Terminal {
  readonly feed: TerminalFeed;
  readonly group: TaskGroup;
}

/** More than this is not handed out as one text, in bytes. */
const LONGEST_TEXT = 64 << 20;

/** One serial port: its spool, what reads it, and what is sent. */
export class Port {
  private readonly connected = new Gate('connected to QEMU');
  private readonly terminals = new Map<number, Terminal>();
  private readonly reading = new Set<Promise<void>>();
  private readonly group: TaskGroup;
  private readonly transport: Transport;
  private readonly transmit: TransmitQueue;
  private readonly typed: TypedInput;
  private readonly trimmer: Trimmer;
  private readonly expect: Expect;
  private writer: Writer | undefined;
  private listeners: ListenerFeed | undefined;
  private sent = 0;
  private skippedByClosed = 0;

  private constructor(
    parent: TaskGroup,
    private readonly setup: PortSetup,
    private readonly spool: Spool,
    private readonly voice: PortVoice,
    private readonly log: Logger,
  ) {
    const { name, characterDelayMs = 0, lineDelayMs = 0 } = setup;
    this.group = parent.group(`port ${name}`, () => this.detail());
    this.group.onDidFail((error) => voice.failed(error));
    this.transport = this.makeTransport();
    const writer = (): Writer => this.mustBeConnected();
    const onSent = (bytes: number): void => {
      this.sent += bytes;
      this.transport.expectSoon();
      voice.active();
    };
    this.transmit = new TransmitQueue(
      this.group,
      name,
      this.connected,
      writer,
      { characterDelayMs, lineDelayMs },
      onSent,
    );
    this.typed = new TypedInput(
      (bytes, written) => this.transmit.offer(bytes, written),
      (stream, characters) => voice.typedWritten(stream, characters),
    );
    this.trimmer = new Trimmer(spool, setup.spoolLimitBytes, log, (text) => voice.spoolLimit(text));
    this.expect = new Expect(name, spool);
  }

  /** Makes the port's files, or its listener, and gives QEMU's `-chardev` for it. */
  static async open(
    parent: TaskGroup,
    id: string,
    setup: PortSetup,
    voice: PortVoice,
    log: Logger,
    signal: AbortSignal,
  ): Promise<{ port: Port; chardev: string }> {
    const spool = Spool.open(`${setup.path}.out`, () => voice.active());
    const port = new Port(parent, setup, spool, voice, log.as(setup.name));
    const options = await port.prepare(signal);
    return { port, chardev: options ? chardevOption(id, options) : '' };
  }

  get counters(): PortCounters {
    const { tail, kept } = this.spool;
    let skipped = this.skippedByClosed;
    for (const { feed } of this.terminals.values()) skipped += feed.skipped;
    const { sent } = this;
    return {
      received: tail.end,
      sent,
      queued: this.transmit.depth,
      skipped,
      spoolBytesKept: tail.end - kept,
    };
  }

  /** QEMU runs: takes hold of the other direction. Until then what is sent waits. */
  async connect(signal: AbortSignal): Promise<void> {
    this.writer = await this.transport.connect(signal);
    this.connected.open();
  }

  async send(data: string | Uint8Array, signal: AbortSignal): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    await this.transmit.send(bytes, signal);
  }

  /** Sends what was typed into a terminal. */
  type(stream: number, text: string): void {
    this.typed.take(stream, text);
  }

  async waitFor(
    pattern: string | RegExp,
    from: number | undefined,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<WaitMatch> {
    return await this.expect.waitFor(pattern, from, timeoutMs, signal);
  }

  /** What was received since an offset, as far as it is kept. @throws when that is too much for one text. */
  async text(from: number, signal: AbortSignal): Promise<string> {
    const { tail, kept } = this.spool;
    const begin = Math.max(from, kept);
    const { end } = tail;
    if (end - begin > LONGEST_TEXT) {
      throw new Error(
        `port "${this.setup.name}" holds ${amount(end - begin)} since byte ${begin}, more than fits into one text ` +
          `(${amount(LONGEST_TEXT)}); ask for a later part, or set "capture" and read the file`,
      );
    }
    const cursor = new Cursor(this.spool, begin);
    const parts: Buffer[] = [];
    while (cursor.position < end) {
      const bytes = await cursor.next(signal);
      if (!bytes) break;
      parts.push(Buffer.from(bytes.subarray(0, bytes.length - Math.max(0, cursor.position - end))));
    }
    return Buffer.concat(parts).toString('utf8');
  }

  openTerminal(stream: number, options: TerminalOptions): TerminalFeed {
    const group = this.group.group(`terminal ${stream}`);
    const output = {
      write: (text: TerminalText) => this.voice.text(stream, text),
      resumed: () => this.voice.resumed(stream),
    };
    const feed = new TerminalFeed(
      group,
      `feed terminal ${stream}`,
      this.spool,
      options,
      output,
      this.setup.capture,
    );
    this.terminals.set(stream, { feed, group });
    group.onDidFail((error) => this.voice.failed(error));
    this.follow(feed.done);
    if (this.spool.tail.ended) feed.finish();
    return feed;
  }

  closeTerminal(stream: number): void {
    const terminal = this.terminals.get(stream);
    if (!terminal) return;
    this.terminals.delete(stream);
    this.typed.forget(stream);
    this.skippedByClosed += terminal.feed.skipped;
    // Its only task ends with its signal; nothing can be left to complain about.
    void terminal.group.close();
  }

  listen(on: boolean): void {
    this.listeners?.close();
    this.listeners = undefined;
    if (!on) return;
    this.listeners = new ListenerFeed(this.group, 'feed listeners', this.spool, this.voice, this.log);
    this.follow(this.listeners.done);
  }

  taken(): void {
    this.listeners?.taken();
  }

  /** QEMU has ended: resolves when all that it left has been handed to everyone who reads. */
  async drain(signal: AbortSignal): Promise<void> {
    await this.transport.finish(signal);
    this.transmit.close();
    for (const { feed } of this.terminals.values()) feed.finish();
    await Promise.all(this.reading);
  }

  /** After the port's tasks have ended. */
  close(): void {
    this.transport.close();
    this.spool.close();
  }

  private makeTransport(): Transport {
    const { spool, voice } = this;
    const { name, path, transport } = this.setup;
    if (transport === 'spool') return new SpoolTransport(name, path, spool);
    if (transport === 'socket') return new SocketTransport(name, spool);
    return new ForeignTransport(name, transport, spool, {
      unserved: (why) => voice.farEnd('unserved', why),
      ended: (why) => this.endedThere(why),
    });
  }

  /** Told when everyone who reads has had the last byte. */
  private endedThere(why: string): void {
    void this.group.run('end of the connection', async ({ signal }) => {
      await this.drain(signal);
      this.voice.farEnd('ended', why);
    });
  }

  private async prepare(signal: AbortSignal): ReturnType<Transport['open']> {
    const { name, capture } = this.setup;
    if (capture !== undefined) {
      const copy = await Capture.open(name, this.spool, capture, this.log);
      this.follow(copy.run(this.group, `capture ${name}`));
    }
    const chardev = await this.transport.open(this.group, signal);
    this.trimmer.start(this.group, `trim ${name}`);
    return chardev;
  }

  /** Remembers what reads the spool while it does. */
  private follow(done: Promise<void>): void {
    this.reading.add(done);
    const forget = (): void => void this.reading.delete(done);
    done.then(forget, forget);
  }

  private mustBeConnected(): Writer {
    if (!this.writer) throw new PortClosedError(this.setup.name);
    return this.writer;
  }

  private detail(): string {
    const { received, sent } = this.counters;
    const { transport } = this;
    return `${amount(received)} in, ${amount(sent)} out, ${transport.detail}; ${this.trimmer.detail}`;
  }
}
