import { Emitter, type Event } from '../concurrency/event';
import type { CrashReport } from '../crash/report';
import { TaskGroup, type Stoppable } from '../concurrency/taskGroup';
import type { TaskSnapshot } from '../concurrency/taskTree';
import { WorkerTask } from '../concurrency/workerTask';
import type { ToldLoads } from '../symbols/loads/toldLoads';
import type { Logger } from '../log/logger';
import type { SerialPort } from './port';
import { spoolFile } from './portFiles';
import { pipeChardev, portId, standardStreams, type Chardev } from './chardev';
import type { DiskNews } from './diskNews';
import type { EndpointNews } from './externalEndpoint';
import { PortLoads } from './portLoads';
import type { FromSerialWorker, SerialProtocol, SerialSetup } from './protocol';
import { WorkerPort } from './workerPort';
import type { WorkerTerminal } from './workerTerminal';

export type { SerialPort, TerminalStream } from './port';
export type { DiskNews } from './diskNews';
export type { EndpointNews, ExternalEndpoint } from './externalEndpoint';
export type {
  PortSetup,
  ScreenSize,
  SerialSetup,
  TerminalOptions,
  TimestampKind,
  TransportKind,
} from './protocol';

/**
 * Text on its way to terminals is garbage a moment later. With V8's default the young generation grows by 13 MB in a
 * flood before it is collected; with this it does not, and is no slower.
 */
const HEAP = { maxYoungGenerationSizeMb: 8 };

/** Something that a person must know about a port; the text says what happened, and what to do. */
export interface PortTrouble {
  readonly port: string;
  readonly text: string;
}

/** A crash in what a port has printed. All text in it is the guest's. */
export interface PortCrash {
  readonly port: string;
  readonly report: CrashReport;
  /** What the port had told about images by the end of the report. */
  readonly loads: ToldLoads;
}

/**
 * A machine's serial ports: the main thread's end of its worker thread. The thread may end at any moment without
 * losing a byte: all of them are in the ports' files.
 */
export class SerialClient implements Stoppable {
  readonly ports: readonly SerialPort[];
  private readonly workerPorts: readonly WorkerPort[];
  private readonly terminals = new Map<number, WorkerTerminal>();
  private readonly group = new TaskGroup('serial client');
  private readonly worker: WorkerTask<SerialProtocol>;
  private readonly disk = new Emitter<DiskNews>();
  private readonly trouble = new Emitter<PortTrouble>();
  private readonly crash = new Emitter<PortCrash>();
  private readonly told = new PortLoads();
  private readonly endpoint = new Emitter<EndpointNews>();
  #chardevs: readonly Chardev[] = [];
  private opened: Promise<readonly Chardev[]> = Promise.resolve([]);
  private lastStream = 0;
  private resets = 0;
  private crashTitle: string | undefined;
  private looksForCrashes = false;
  /** Fires when a disk that output goes to is nearly full, is full, or has space again. */
  readonly onDidChangeDisk = this.disk.event;
  /** Fires when a capture has ended, bytes were lost, or a port's file grows beyond its limit. */
  readonly onDidMeetTrouble = this.trouble.event;
  /** Fires for each crash in what a port prints, from its beginning on. Costs nothing while nobody listens. */
  readonly onDidFindCrash: Event<PortCrash> = (listener) => {
    this.findCrashes();
    return this.crash.event(listener);
  };
  /**
   * Fires when what is loaded in the guest has changed, as its ports say from their beginning on: all of it at once, and a few
   * times a second at most. Costs nothing while nobody listens.
   */
  readonly onDidTellLoads: Event<ToldLoads> = (listener) => {
    this.findCrashes();
    return this.told.onDidChange(listener);
  };
  /** Fires when an external QEMU does not accept our connection, or has closed it. */
  readonly onDidHearOfEndpoint = this.endpoint.event;
  /** Resolves when the thread has ended: with the reason when it was not asked to, else with undefined. */
  readonly stopped: Promise<Error | undefined>;

  private constructor(
    workerFile: string,
    setup: SerialSetup,
    private readonly log: Logger,
  ) {
    this.worker = new WorkerTask(`${setup.machine} serial`, workerFile, setup, HEAP, false);
    const nextStream = (): number => ++this.lastStream;
    this.workerPorts = setup.ports.map(
      (port, index) =>
        new WorkerPort(
          { name: port.name, spool: spoolFile(port.path), encoding: port.encoding },
          index,
          this.worker,
          this.group,
          this.terminals,
          nextStream,
        ),
    );
    this.ports = this.workerPorts;
    this.worker.onPost((messages) => messages.forEach((message) => this.receive(message)));
    this.stopped = this.worker.stopped.then(async (reason) => {
      await this.group.close();
      return reason;
    });
  }

  /**
   * Starts the thread of ports whose files have been made (`makePortFiles`). It need not be up when QEMU starts; only
   * listeners on sockets have to be there first.
   * @throws when a port cannot listen; `signal.reason` on abort. Nothing of ours runs then.
   */
  static async start(
    workerFile: string,
    setup: SerialSetup,
    log: Logger,
    signal: AbortSignal,
  ): Promise<SerialClient> {
    signal.throwIfAborted();
    const client = new SerialClient(workerFile, setup, log);
    try {
      client.opened = client.worker.request('open', undefined, signal);
      client.opened.then(
        () => client.workerPorts.forEach((port) => port.up()),
        // Heard by connected().
        () => undefined,
      );
      const spools = setup.ports.every(({ transport }) => transport === 'spool');
      client.#chardevs = spools ? pipeChardevs(setup) : await client.opened;
      return client;
    } catch (error) {
      await client.stop();
      throw error;
    }
  }

  /** What QEMU is told about the ports, in order; empty for those of an external QEMU. */
  get chardevs(): readonly Chardev[] {
    return this.#chardevs;
  }

  /** What is loaded in the guest, as all of its ports have said; nothing until somebody has listened for loads or crashes. */
  get loads(): ToldLoads {
    return this.told.all;
  }

  /** The title of the last crash since the machine's last reset; none until somebody has listened for crashes. */
  get lastCrash(): string | undefined {
    return this.crashTitle;
  }

  get threadId(): number {
    return this.worker.threadId;
  }

  /**
   * To be called when QEMU's monitor has greeted: opens its FIFOs, takes the connections that it has made, or connects
   * to an external QEMU.
   * @throws if QEMU does not have a port open, or the thread could not open one (a capture that cannot be written,
   * say); the message names the port.
   */
  async connected(signal: AbortSignal): Promise<void> {
    await this.opened;
    await this.worker.request('connect', undefined, signal);
  }

  /** Resolves when the thread has taken up the ports' files, or cannot. Never rejects. */
  async settled(): Promise<void> {
    await this.opened.catch(() => undefined);
  }

  /**
   * Whether a text has a match of a pattern, which is a person's and may take for ever: it is looked for on a search thread.
   * @throws `TimeoutError` after some seconds; an error once the thread has ended; `signal.reason` on abort.
   */
  async test(pattern: RegExp, text: string, signal: AbortSignal): Promise<boolean> {
    return await this.worker.request('test', { pattern, text }, signal);
  }

  /** To be called when QEMU says that the machine was reset: terminals are put back where the stream is now, and nothing is loaded. */
  guestReset(): void {
    this.told.reset();
    this.resets++;
    this.crashTitle = undefined;
    this.worker.post({ type: 'guestReset' });
  }

  /** Resolves when the counters have all that had come by now. @throws as `drain` does. */
  async count(signal: AbortSignal): Promise<void> {
    await this.worker.request('count', undefined, signal);
  }

  /** The process whose log is read. */
  setQemuPid(pid: number): void {
    this.worker.post({ type: 'qemuPid', pid });
  }

  /**
   * To be called when QEMU has ended: resolves when its last byte has been handed to terminals, listeners, captures
   * and the log, and every wait for text has failed.
   */
  async drain(signal: AbortSignal): Promise<void> {
    await this.worker.request('drain', undefined, signal);
  }

  /**
   * To be called after `drain`: resolves when all output is in its captures and was read for crashes, which go on when the drain was
   * given up.
   * @returns why some of it was not read, a sentence; undefined when all was, or nobody wants to know of crashes.
   */
  async untilRead(signal: AbortSignal): Promise<string | undefined> {
    return await this.worker.request('untilRead', undefined, signal);
  }

  /** Ends the thread's loops in order, then the thread. Idempotent. */
  async stop(): Promise<void> {
    await this.worker.stop();
    await this.stopped;
  }

  /** Ends the thread at once, whatever it is doing. For tests. */
  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  /** The tree of what runs: the thread's, and this end's. */
  async snapshot(signal: AbortSignal): Promise<TaskSnapshot[]> {
    return [await this.worker.request('snapshot', undefined, signal), this.group.snapshot()];
  }

  private findCrashes(): void {
    if (this.looksForCrashes) return;
    this.looksForCrashes = true;
    this.worker.post({ type: 'findCrashes' });
  }

  private foundCrash({ port, report, boot }: Extract<FromSerialWorker, { type: 'crash' }>): void {
    // One of an earlier boot may be complete only now.
    if (boot === this.resets) this.crashTitle = report.title;
    this.crash.fire({ port: this.ports[port]?.name ?? '', report, loads: this.told.of(port) });
  }

  private receive(message: FromSerialWorker): void {
    switch (message.type) {
      case 'text':
        this.terminals.get(message.stream)?.show(message);
        return;
      case 'typedWritten':
        this.terminals.get(message.stream)?.written(message.characters);
        return;
      case 'refused':
        this.terminals.get(message.stream)?.refused(message.why);
        return;
      case 'ring':
        this.workerPorts[message.port]?.setRing(message.memory);
        return;
      case 'piece':
        this.workerPorts[message.port]?.receive(message.at, message.length);
        return;
      case 'counters':
        this.workerPorts[message.port]?.setCounters(message.counters);
        return;
      case 'trouble':
        this.trouble.fire({ port: this.ports[message.port]?.name ?? '', text: message.text });
        return;
      case 'crash':
        this.foundCrash(message);
        return;
      case 'loads':
        this.told.set(message.port, message.loads);
        return;
      case 'disk':
        this.disk.fire(message);
        return;
      case 'endpoint':
        this.endpoint.fire(message);
        return;
      case 'log':
        for (const record of message.records) this.log.forward(record);
        return;
    }
  }
}

/** What QEMU is told about ports that are all spools, which needs no thread. */
export function pipeChardevs({ ports }: SerialSetup): Chardev[] {
  return ports.map(({ path, isStandardStream }, index) =>
    isStandardStream ? standardStreams(portId(index)) : pipeChardev(portId(index), path),
  );
}
