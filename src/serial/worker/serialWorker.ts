import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { raceAbort } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import { Gate } from '../../concurrency/gate';
import { TaskGroup } from '../../concurrency/taskGroup';
import type { WorkerHandlers } from '../../concurrency/workerServer';
import { Logger } from '../../log/logger';
import { chardevOption, type Chardev } from '../chardev';
import type {
  FromSerialWorker,
  SerialProtocol,
  SerialSetup,
  TimestampKind,
  ToSerialWorker,
} from '../protocol';
import { CounterReports } from './counterReports';
import type { TerminalFeed } from './terminal/terminalFeed';
import { LogTail } from './readers/logTail';
import type { Outbox } from './outbox';
import { CrashThread } from './search/crashThread';
import { SearchThreads } from './search/searchThreads';
import { Port, type PortHost } from './port';
import { Spool } from './spool/spool';
import { SpoolReader } from './spool/spoolReader';
import { diskSpace } from './spool/diskSpace';
import { DiskWatch } from './spool/diskWatch';
import { Trimmer } from './spool/trimmer';

/** How much of QEMU's own log is kept. */
const LOG_LIMIT_BYTES = 64 << 20;

/** What a terminal that is open is told. */
type ForTerminal = Extract<ToSerialWorker, { type: 'pause' | 'timestamps' | 'resize' | 'credit' }>;

/** Everything that one machine's worker thread does, without the thread. */
export class SerialWorker {
  readonly group = new TaskGroup('serial');
  readonly handlers: WorkerHandlers<SerialProtocol>;
  private readonly ports: Port[] = [];
  private readonly streams = new Map<number, { readonly port: Port; readonly feed: TerminalFeed }>();
  private readonly counters: CounterReports;
  private readonly log: Logger;
  private readonly searches = new SearchThreads(this.group, join(__dirname, 'searchWorker.js'));
  private readonly crashes: CrashThread;
  private readonly resources: Disposable[] = [];
  private readonly disks: DiskWatch[] = [];
  private readonly opened = new Gate('ports open');
  private opening: Promise<readonly Chardev[]> = Promise.resolve([]);
  /** Messages that came before the ports were open. */
  private readonly early: ToSerialWorker[] = [];
  private qemuLog: { readonly reader: SpoolReader; readonly tail: LogTail } | undefined;

  constructor(
    private readonly setup: SerialSetup,
    private readonly outbox: Outbox,
  ) {
    this.log = new Logger(
      (record) => this.tell({ type: 'log', records: [record] }),
      `${setup.machine} · serial`,
    );
    this.group.onDidChangeLoop(({ loop, running }) => this.log.as(loop).trace(running ? 'begins' : 'ends'));
    this.counters = new CounterReports(
      () => this.ports.map(({ counters }) => counters),
      (port, counters) => this.tell({ type: 'counters', port, counters }),
    );
    this.crashes = new CrashThread(this.group, join(__dirname, 'searchWorker.js'), setup.ownRules);
    this.handlers = this.makeHandlers();
  }

  /** After the group was closed: gives files and sockets back. */
  close(): void {
    for (const port of this.ports) port.close();
    for (const resource of this.resources) resource.dispose();
  }

  private makeHandlers(): WorkerHandlers<SerialProtocol> {
    return {
      requests: {
        open: (_, signal) => (this.opening = this.open(signal)),
        connect: async (_, signal) => {
          if (!this.opened.isOpen) await this.opened.wait(signal);
          await Promise.all(this.ports.map((port) => port.connect(signal)));
        },
        drain: (_, signal) => this.drain(signal),
        count: () => this.count(),
        untilRead: async (_, signal) =>
          (await raceAbort(Promise.all(this.ports.map((port) => port.untilRead())), signal)).find(
            (text) => text !== undefined,
          ),
        send: async ({ port, data }, signal) => {
          if (!this.opened.isOpen) await this.opened.wait(signal);
          await this.port(port).send(data, signal);
        },
        waitFor: async (params, signal) => {
          if (!this.opened.isOpen) await this.opened.wait(signal);
          return await this.port(params.port).waitFor(params, signal);
        },
        text: async ({ port, ...range }, signal) => {
          if (!this.opened.isOpen) await this.opened.wait(signal);
          return await this.port(port).text(range, signal);
        },
        test: async ({ pattern, text }, signal) => await this.searches.test(pattern, text, signal),
        lastLines: async ({ port }, signal) => {
          if (!this.opened.isOpen) await this.opened.wait(signal);
          return this.port(port).lastLines();
        },
        snapshot: () => Promise.resolve(this.group.snapshot()),
      },
      post: (message) => {
        if (this.opened.isOpen) this.take(message);
        else this.early.push(message);
      },
    };
  }

  private count(): Promise<undefined> {
    this.counters.flush();
    // Before the answer: by then the main thread has everything.
    this.outbox.flush();
    return Promise.resolve(undefined);
  }

  private async open(signal: AbortSignal): Promise<readonly Chardev[]> {
    const opening = this.setup.ports.map((setup, index) =>
      Port.open(this.group, index, setup, this.host(setup.name), signal),
    );
    const opened = await Promise.all(opening);
    this.ports.push(...opened.map(({ port }) => port));
    const chardevs = opened.flatMap(({ chardev }) => chardev ?? []);
    if (this.setup.qemuLog !== undefined) this.openLog(this.setup.qemuLog);
    this.counters.start(this.group);
    this.watchDisks();
    this.opened.open();
    for (const message of this.early.splice(0)) this.take(message);
    this.log.debug(`ports ready: ${chardevs.map(chardevOption).join(' ')}`);
    return chardevs;
  }

  private openLog(path: string): void {
    const spool = Spool.open(path);
    this.resources.push({ dispose: () => spool.close() });
    const group = this.group.group('qemu log', () => reader.detail);
    const reader = new SpoolReader('read QEMU’s log', spool);
    const source = `${this.setup.machine} · qemu log`;
    const tail = new LogTail(group, source, spool, {
      tell: (records) => this.tell({ type: 'log', records }),
      hidesTranslated: this.setup.hidesTranslated ?? false,
      hidesOutput: this.setup.hidesOutput ?? false,
    });
    reader.start(group);
    new Trimmer(spool, LOG_LIMIT_BYTES, (text) => this.log.warn(text)).start(group, 'trim QEMU’s log');
    this.qemuLog = { reader, tail };
    group.onDidFail((error) => this.fail('qemu log', error));
  }

  private async drain(signal: AbortSignal): Promise<undefined> {
    // A guest may end its machine before we are up.
    await raceAbort(
      this.opening.catch(() => []),
      signal,
    );
    this.qemuLog?.reader.finish();
    this.qemuLog?.tail.finish();
    await Promise.all([...this.ports.map((port) => port.drain(signal)), this.qemuLog?.tail.done]);
    await this.count();
  }

  private take(message: ToSerialWorker): void {
    switch (message.type) {
      case 'openTerminal':
        this.openTerminal(message);
        return;
      case 'closeTerminal':
        this.closeTerminal(message.stream);
        return;
      case 'pause':
      case 'timestamps':
      case 'resize':
      case 'credit':
        this.takeForTerminal(message);
        return;
      case 'findCrashes':
        for (const port of this.ports) port.findCrashes();
        return;
      case 'guestReset':
        for (const port of this.ports) port.guestReset();
        return;
      case 'typed':
        this.port(message.port).type(message.stream, message.text);
        return;
      case 'listen':
        this.port(message.port).listen(message.on, message.from);
        return;
      case 'mark':
        this.port(message.port).mark(message.offset);
        return;
      case 'encoding':
        this.decodeAs(message.port, message.encoding);
        return;
      case 'taken':
        this.port(message.port).taken();
        return;
      case 'qemuPid':
        this.qemuLog?.tail.setPid(message.pid);
        return;
    }
  }

  private openTerminal({
    port: index,
    stream,
    options,
  }: Extract<ToSerialWorker, { type: 'openTerminal' }>): void {
    const port = this.port(index);
    this.streams.set(stream, { port, feed: port.openTerminal(stream, options) });
  }

  private takeForTerminal(message: ForTerminal): void {
    const feed = this.streams.get(message.stream)?.feed;
    switch (message.type) {
      case 'pause':
        feed?.pause(message.paused);
        return;
      case 'timestamps':
        this.showTimes(message.stream, message.kind);
        return;
      case 'resize':
        feed?.resize(message.size);
        return;
      case 'credit':
        feed?.credit.answered();
    }
  }

  private showTimes(stream: number, kind: TimestampKind | undefined): void {
    const port = this.streams.get(stream)?.port;
    const feed = port?.showTimes(stream, kind);
    if (port && feed) this.streams.set(stream, { port, feed });
  }

  private decodeAs(index: number, encoding: string): void {
    const port = this.port(index);
    for (const [stream, feed] of port.decodeAs(encoding)) this.streams.set(stream, { port, feed });
  }

  private closeTerminal(stream: number): void {
    this.streams.get(stream)?.port.closeTerminal(stream);
    this.streams.delete(stream);
  }

  private tell(message: FromSerialWorker): void {
    this.outbox.add(message);
  }

  /** Where ports and captures are written, each disk once. */
  private watchDisks(): void {
    const { ports } = this.setup;
    const directories = ports.flatMap(({ path, capture }) => [
      dirname(path),
      ...(capture !== undefined && isFile(capture) ? [dirname(capture)] : []),
    ]);
    const byDisk = new Map(directories.reverse().map((path) => [statSync(path).dev, path]));
    for (const path of byDisk.values()) {
      const watch = new DiskWatch({
        path,
        measure: diskSpace,
        tell: (news) => this.tell({ type: 'disk', ...news }),
      });
      watch.start(this.group);
      this.disks.push(watch);
    }
  }

  private touch(): void {
    this.counters.touch();
    for (const disk of this.disks) disk.touch();
  }

  private host(port: string): PortHost {
    return {
      tell: (message) => this.tell(message),
      active: () => this.touch(),
      failed: (error) => this.fail(port, error),
      log: this.log,
      searches: this.searches,
      crashes: this.crashes,
    };
  }

  /**
   * A bug, or a disk that failed: half a port would go unnoticed, so the thread ends, loudly. Its bytes are in the
   * files.
   */
  private fail(what: string, error: Error): void {
    this.log.error(`${what}: ${error.stack ?? error.message}`);
    queueMicrotask(() => {
      throw error;
    });
  }

  private port(index: number): Port {
    const port = this.ports[index];
    if (!port) throw new Error(`there is no port ${index}`);
    return port;
  }
}

/** Not a pipe or device. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
