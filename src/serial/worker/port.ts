import { Gate } from '../../concurrency/gate';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Logger } from '../../log/logger';
import { portId, type Chardev } from '../chardev';
import { arrivalsFile, spoolFile } from '../portFiles';
import type { EndpointNews } from '../externalEndpoint';
import type {
  FromSerialWorker,
  PortCounters,
  PortSetup,
  TerminalOptions,
  TimestampKind,
  WaitParams,
} from '../protocol';
import type { WaitMatch } from '../waitMatch';
import { ArrivalLog } from './arrivals/arrivalLog';
import { Capture } from './readers/capture';
import type { Encoding } from './encoding/encoding';
import { encodingNamed } from './encoding/encodingNamed';
import { ExternalTransport } from './transport/externalTransport';
import type { TerminalFeed } from './terminal/terminalFeed';
import { TerminalFeeds } from './terminal/terminalFeeds';
import { portText, type TextRange } from './readers/portText';
import { ListenerFeed } from './readers/listenerFeed';
import { amount } from '../../log/amount';
import { SocketTransport } from './transport/socketTransport';
import { lossText } from './spool/loss';
import { Spool } from './spool/spool';
import { SpoolTransport } from './transport/spoolTransport';
import type { Writer } from './transport/streamWriter';
import { PortClosedError } from './transport/streamWriter';
import { encodedText } from './send/encodedText';
import { TransmitQueue } from './send/transmitQueue';
import type { Transport } from './transport/transport';
import { Trimmer } from './spool/trimmer';
import { TypedInput } from './send/typedInput';
import { sharedSocket } from '../sharedSocket';
import { PortShare } from './share/portShare';
import { Expect } from './readers/expect';
import type { CrashThread } from './search/crashThread';
import { CrashWatch } from './readers/crashWatch';
import type { SearchThreads } from './search/searchThreads';

/** What a port needs from the thread that it lives in. */
export interface PortHost {
  /** Posts a message to the main thread, in order with all others. */
  tell(message: FromSerialWorker): void;
  /** A counter may have changed. */
  active(): void;
  /** A bug or a broken disk: the port does not work any more. */
  failed(error: Error): void;
  readonly log: Logger;
  /** Where patterns are searched for: never on this thread. */
  readonly searches: SearchThreads;
  /** Where crashes are looked for: never on this thread. */
  readonly crashes: CrashThread;
}

/** One serial port: its spool, what reads it, and what is sent. */
export class Port {
  private readonly connected = new Gate('connected to QEMU');
  private readonly terminals: TerminalFeeds;
  private readonly reading = new Set<Promise<void>>();
  private readonly group: TaskGroup;
  private readonly log: Logger;
  private readonly transport: Transport;
  private readonly transmit: TransmitQueue;
  private readonly typed: TypedInput;
  private readonly trimmer: Trimmer;
  private readonly expect: Expect;
  private readonly arrivals: ArrivalLog;
  private writer: Writer | undefined;
  private encoding: Encoding;
  private listeners: ListenerFeed | undefined;
  private crashes: CrashWatch | undefined;
  /** The end of the copy into a file. */
  private captured: Promise<void> | undefined;
  private share: PortShare | undefined;
  private sent = 0;
  private resets = 0;

  private constructor(
    parent: TaskGroup,
    private readonly index: number,
    private readonly setup: PortSetup,
    private readonly spool: Spool,
    private readonly host: PortHost,
  ) {
    const { name, characterDelayMs = 0, lineDelayMs = 0 } = setup;
    this.log = host.log.as(name);
    this.encoding = encodingNamed(setup.encoding);
    this.group = parent.group(`port ${name}`, () => this.detail());
    this.group.onDidFail((error) => host.failed(error));
    this.transport = this.makeTransport();
    const writer = (): Writer => this.mustBeConnected();
    const onSent = (bytes: number): void => {
      this.sent += bytes;
      this.transport.expectSoon();
      host.active();
    };
    this.transmit = new TransmitQueue(
      this.group,
      name,
      this.connected,
      writer,
      { characterDelayMs, lineDelayMs },
      onSent,
    );
    this.typed = this.makeTyped();
    this.trimmer = new Trimmer(spool, setup.spoolLimitBytes, (text) => this.tellTrouble(text));
    spool.onLoss = (loss) => this.tellTrouble(lossText(loss, name));
    this.expect = new Expect(name, spool, host.searches, this.encoding);
    const times = arrivalsFile(setup.path);
    this.arrivals = new ArrivalLog(times);
    spool.onLook = (end) => this.arrivals.grown(end);
    this.terminals = new TerminalFeeds(this.group, spool, setup.capture, host, times, this.encoding);
  }

  /** Opens the port's files, or its listener. @returns what QEMU is told about it; nothing if we connect to it. */
  static async open(
    parent: TaskGroup,
    index: number,
    setup: PortSetup,
    host: PortHost,
    signal: AbortSignal,
  ): Promise<{ port: Port; chardev: Chardev | undefined }> {
    const spool = Spool.open(spoolFile(setup.path), () => {
      port.arrivals.grown(spool.tail.end);
      port.terminals.arrived();
      host.active();
    });
    const port = new Port(parent, index, setup, spool, host);
    return { port, chardev: await port.prepare(signal) };
  }

  get counters(): PortCounters {
    const { tail, kept } = this.spool;
    const { sent } = this;
    return {
      received: tail.end,
      sent,
      queued: this.transmit.depth,
      skipped: this.terminals.skipped,
      spoolBytesKept: tail.end - kept,
    };
  }

  /** QEMU runs: opens the other direction. What is sent before waits. */
  async connect(signal: AbortSignal): Promise<void> {
    this.writer = await this.transport.connect(signal);
    this.connected.open();
  }

  async send(data: string | Uint8Array, signal: AbortSignal): Promise<void> {
    await this.transmit.send(encodedText(this.setup.name, data, this.encoding), signal);
  }

  /** Sends what was typed in a terminal. */
  type(stream: number, text: string): void {
    this.typed.take(stream, text);
  }

  async waitFor(params: WaitParams, signal: AbortSignal): Promise<WaitMatch> {
    return await this.expect.waitFor(params, signal);
  }

  /** The last lines received, for a message. */
  lastLines(): string {
    return this.expect.lastLines();
  }

  /** What was received, as far as it is kept. @throws if that is too much for one text. */
  async text(range: TextRange, signal: AbortSignal): Promise<string> {
    return await portText(this.spool, this.setup.name, range, this.encoding, signal);
  }

  /** Takes the port's text for another one, and redraws its terminals. @returns their feeds, by terminal. */
  decodeAs(name: string): ReadonlyMap<number, TerminalFeed> {
    this.encoding = encodingNamed(name);
    this.expect.decodeAs(this.encoding);
    const feeds = this.terminals.decodeAs(this.encoding);
    for (const feed of feeds.values()) this.opened(feed);
    return feeds;
  }

  openTerminal(stream: number, options: TerminalOptions): TerminalFeed {
    return this.opened(this.terminals.add(stream, options));
  }

  /** Redraws a terminal, with or without times. @returns undefined when there is no such terminal. */
  showTimes(stream: number, kind: TimestampKind | undefined): TerminalFeed | undefined {
    const feed = this.terminals.redraw(stream, kind);
    return feed && this.opened(feed);
  }

  closeTerminal(stream: number): void {
    this.terminals.remove(stream);
    this.typed.forget(stream);
    this.transport.readClosely(this.terminals.showTimes);
  }

  /** The machine was reset. */
  guestReset(): void {
    this.resets++;
    this.spool.refresh();
    this.arrivals.guestReset();
    this.terminals.guestReset();
    this.crashes?.guestReset();
  }

  /** Marks the line of a byte on the scroll bars of the port's terminals. */
  mark(offset: number): void {
    this.terminals.mark(offset);
  }

  /** @param from Where listeners begin; the end of what has come if left out. */
  listen(on: boolean, from?: number): void {
    this.listeners?.close();
    this.listeners = undefined;
    if (!on) return;
    const { group, host, index, spool, log } = this;
    this.listeners = new ListenerFeed(group, index, spool, (message) => host.tell(message), log, from);
    void this.follow(this.listeners.done);
  }

  findCrashes(): void {
    if (this.crashes) return;
    const { group, host, index, spool, log } = this;
    const tell = (message: FromSerialWorker): void => {
      if (message.type === 'crash') this.mark(message.report.start);
      host.tell(message);
    };
    const { name } = this.setup;
    const encoding = (): string => this.encoding.name;
    this.crashes = new CrashWatch(group, index, name, spool, host.crashes, tell, log, encoding, this.resets);
    void this.follow(this.crashes.done);
  }

  taken(): void {
    this.listeners?.taken();
  }

  /** QEMU has ended: resolves when every reader has had everything that it left. */
  async drain(signal: AbortSignal): Promise<void> {
    await this.transport.finish(signal);
    this.transmit.close();
    this.terminals.finish();
    await Promise.all([...this.reading, this.expect.settled()]);
    await this.share?.finish(signal);
  }

  /** Resolves when a copy into a file and the search for crashes have every byte. @returns why that search has failed, if it has. */
  async untilRead(): Promise<string | undefined> {
    await Promise.all([this.captured, this.crashes?.done]);
    return this.crashes?.unread;
  }

  /** After the port's tasks have ended. */
  close(): void {
    this.share?.close();
    this.transport.close();
    this.arrivals.close();
    this.spool.close();
  }

  private opened(feed: TerminalFeed): TerminalFeed {
    void this.follow(feed.done);
    this.transport.readClosely(this.terminals.showTimes);
    return feed;
  }

  private makeTyped(): TypedInput {
    const { host } = this;
    return new TypedInput(
      (bytes, written) => this.transmit.offer(bytes, written),
      (stream, characters) => host.tell({ type: 'typedWritten', stream, characters }),
      (text) => this.encoding.encode(text),
      (stream, why) => host.tell({ type: 'refused', stream, why }),
    );
  }

  private makeTransport(): Transport {
    const { spool } = this;
    const { name, path, transport } = this.setup;
    const id = portId(this.index);
    if (transport === 'spool') return new SpoolTransport(name, id, path, spool);
    if (transport === 'socket') return new SocketTransport(name, id, spool);
    return new ExternalTransport(name, transport, spool, {
      unserved: (why) => this.tellEndpoint('unserved', why),
      ended: (why) => this.endedThere(why),
    });
  }

  private tellEndpoint(news: EndpointNews['news'], text: string): void {
    this.host.tell({ type: 'endpoint', port: this.index, news, text });
  }

  /** What the person must know about this port: shown in its terminals. */
  private tellTrouble(text: string): void {
    this.log.warn(text);
    this.host.tell({ type: 'trouble', port: this.index, text });
  }

  /** Told when every reader has had the last byte. */
  private endedThere(why: string): void {
    void this.group.run('end of the connection', async ({ signal }) => {
      await this.drain(signal);
      this.tellEndpoint('ended', why);
    });
  }

  private async prepare(signal: AbortSignal): ReturnType<Transport['open']> {
    const { name, capture } = this.setup;
    if (capture !== undefined) {
      const copy = await Capture.open(name, this.spool, capture, (text) => this.tellTrouble(text), signal);
      const copied = this.follow(copy.run(this.group, `capture ${name}`));
      if (copy.isOrdinary) this.captured = copied;
    }
    if (this.setup.expose) await this.openShare(this.setup.expose);
    const chardev = await this.transport.open(this.group, signal);
    this.trimmer.start(this.group, `trim ${name}`);
    return chardev;
  }

  private async openShare(access: NonNullable<PortSetup['expose']>): Promise<void> {
    const { group, spool } = this;
    const { name, path } = this.setup;
    const send = (bytes: Uint8Array, signal: AbortSignal): Promise<void> => this.send(bytes, signal);
    const share = new PortShare(group, { name, spool, ...(access === 'readWrite' && { send }) });
    this.share = share;
    await share.open(sharedSocket(path));
  }

  /** Remembers a reader of the spool until it is done. */
  private follow(done: Promise<void>): Promise<void> {
    this.reading.add(done);
    const forget = (): void => void this.reading.delete(done);
    return done.then(forget, forget);
  }

  private mustBeConnected(): Writer {
    if (!this.writer) throw new PortClosedError(this.setup.name);
    return this.writer;
  }

  private detail(): string {
    const { received, sent } = this.counters;
    return `${amount(received)} in, ${amount(sent)} out, ${this.transport.detail}; ${this.trimmer.detail}`;
  }
}
