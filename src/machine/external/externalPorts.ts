import type { Event } from '../../concurrency/event';
import type { Stoppable, TaskGroup } from '../../concurrency/taskGroup';
import type { Endpoint } from '../../config/endpoints';
import type { OwnRules } from '../../config/resolved';
import { attempt } from '../../log/attempt';
import type { Logger } from '../../log/logger';
import {
  SerialClient,
  type DiskNews,
  type ExternalEndpoint,
  type PortCrash,
  type PortSetup,
  type PortTrouble,
  type SerialPort,
} from '../../serial/client';
import type { LoadTeller } from '../../symbols/loads/toldLoads';
import { chosenBase } from '../directory/baseDirectory';
import { makePortFiles } from '../../serial/portFiles';
import { MachineDirectory, portFileName } from '../directory/machineDirectory';
import { LAST_BYTES, lastBytes, type LastBytesLimits } from '../end/lastBytes';
import { endpointText } from './endpointSocket';
import type { MachineSettings } from '../services';
import { WorkerTree } from '../workerTree';

/** How long the last bytes may take when the window closes and nobody is looking any more, in milliseconds. */
const HURRIED: LastBytesLimits = { ...LAST_BYTES, drainMs: 200, readMs: 200 };

/** A serial port of an external QEMU. */
export interface ExternalPort {
  readonly serial: SerialPort;
  /** Resolves with a sentence when nothing more will come, and everyone has had the last byte. Never rejects. */
  readonly ended: Promise<string>;
  /** Resolves with a sentence when QEMU leaves the connection unanswered, which may never be. */
  readonly unserved: Promise<string>;
}

/** Where a port is, and what is done with its bytes. */
interface ExternalPortSetup extends Pick<
  PortSetup,
  'name' | 'capture' | 'encoding' | 'characterDelayMs' | 'lineDelayMs'
> {
  readonly endpoint: Endpoint;
}

/** What connecting needs from its caller. */
export interface ExternalPortsSetup {
  /** What the ports' owner is called, in the log and in the tree of tasks. */
  readonly name: string;
  readonly ports: readonly ExternalPortSetup[];
  readonly settings: Pick<MachineSettings, 'baseDirectory' | 'spoolLimitBytes'>;
  /** The person's own, for what the ports print. */
  readonly ownRules?: OwnRules | undefined;
  /** `dist/serialWorker.js`. */
  readonly workerFile: string;
  /** English text → the language of the editor, for the thread; none in English. */
  readonly translations?: Readonly<Record<string, string>>;
  /** They end with it. */
  readonly group: TaskGroup;
  readonly log: Logger;
}

/**
 * The serial ports of an external QEMU, with a worker thread and a private directory like a machine's. Closing them
 * leaves that QEMU as it is.
 */
export class ExternalPorts implements Stoppable {
  readonly ports: readonly ExternalPort[];
  /** What becomes of the disk that their output is kept on. */
  readonly onDidChangeDisk: Event<DiskNews>;
  /** Something of a port's output is being lost. */
  readonly onDidMeetTrouble: Event<PortTrouble>;
  /** What the guest says of where its images lie. */
  readonly images: LoadTeller;
  /** A crash in what the guest has printed. Costs nothing while nobody listens. */
  readonly onDidFindCrash: Event<PortCrash>;
  /** Resolves when the thread has ended and the directory is gone. */
  readonly stopped: Promise<void>;
  private readonly heard = new Map<string, (text: string) => void>();
  private readonly group: TaskGroup;
  private closing: Promise<void> | undefined;
  private over: () => void = () => undefined;

  private constructor(
    private readonly setup: ExternalPortsSetup,
    private readonly directory: MachineDirectory,
    private readonly client: SerialClient,
  ) {
    this.stopped = new Promise((resolve) => (this.over = resolve));
    this.onDidChangeDisk = client.onDidChangeDisk;
    this.onDidMeetTrouble = client.onDidMeetTrouble;
    this.images = client;
    this.onDidFindCrash = client.onDidFindCrash;
    this.ports = client.ports.map((serial, port) => ({
      serial,
      ended: this.news(port, 'ended'),
      unserved: this.news(port, 'unserved'),
    }));
    client.onDidHearOfEndpoint(({ port, news, text }) => {
      setup.log.info(text);
      this.heard.get(`${port} ${news}`)?.(text);
    });
    void client.stopped.then((death) => death && this.close(`Its serial worker ended: ${death.message}.`));
    this.group = setup.group.group(`serial ports of ${setup.name}`);
    const tree = new WorkerTree(client, this.group);
    this.group.adopt('thread', 'serial worker', this, {
      detail: () => `thread ${client.threadId}`,
      inner: () => tree.look(),
    });
  }

  /** @throws when one of them cannot be connected to; the message names it. Nothing is left then. */
  static async open(setup: ExternalPortsSetup, signal: AbortSignal): Promise<ExternalPorts> {
    const directory = await MachineDirectory.create(await chosenBase(setup.settings.baseDirectory));
    let client: SerialClient | undefined;
    let ports: ExternalPorts | undefined;
    try {
      const serial = serialSetup(setup, directory);
      await makePortFiles(serial, noFifos);
      client = await SerialClient.start(setup.workerFile, serial, setup.log, signal);
      ports = new ExternalPorts(setup, directory, client);
      await client.connected(signal);
      return ports;
    } catch (error) {
      await ports?.close('');
      await client?.stop();
      await directory.remove();
      throw error;
    }
  }

  /** @param why A sentence for the person at the ports that have not ended yet. Idempotent. */
  close(why: string, limits = LAST_BYTES): Promise<void> {
    this.closing ??= this.end(why, limits);
    return this.closing;
  }

  stop(): Promise<void> {
    return this.close('The debug session has ended.', HURRIED);
  }

  private news(port: number, news: 'ended' | 'unserved'): Promise<string> {
    return new Promise((resolve) => this.heard.set(`${port} ${news}`, resolve));
  }

  private async end(why: string, limits: LastBytesLimits): Promise<void> {
    const { client, directory } = this;
    const { log } = this.setup;
    await lastBytes(client, limits, log);
    for (const port of this.ports.keys()) this.heard.get(`${port} ended`)?.(why);
    await attempt('stop of the serial worker', log, () => client.stop());
    await attempt('removal of the directory', log, () => directory.remove());
    this.over();
    // Not awaited: the group waits for this.
    this.group.closeSoon();
  }
}

/** Connections of ours need none. */
const noFifos = (): Promise<void> => Promise.resolve();

function serialSetup(
  { name, ports, settings, ownRules, translations }: ExternalPortsSetup,
  directory: MachineDirectory,
): Parameters<typeof SerialClient.start>[1] {
  return {
    machine: name,
    ...(ownRules && { ownRules }),
    ...(translations && { translations }),
    ports: ports.map(({ endpoint, capture, encoding, ...port }, index) => ({
      name: port.name,
      transport: externalEndpoint(endpoint),
      path: directory.file(portFileName(index)),
      spoolLimitBytes: settings.spoolLimitBytes,
      ...(encoding !== undefined && { encoding }),
      ...(capture !== undefined && { capture }),
      characterDelayMs: port.characterDelayMs ?? 0,
      lineDelayMs: port.lineDelayMs ?? 0,
    })),
  };
}

function externalEndpoint(endpoint: Endpoint): ExternalEndpoint {
  const text = endpointText(endpoint);
  if (endpoint.kind === 'pty') return { kind: 'pty', text, path: endpoint.path };
  const { kind } = endpoint;
  return { kind, text, address: kind === 'unix' ? { path: endpoint.path } : endpoint };
}
