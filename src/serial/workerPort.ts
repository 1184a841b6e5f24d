import * as l10n from '@vscode/l10n';
import { Emitter, type Event } from '../concurrency/event';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { WorkerTask } from '../concurrency/workerTask';
import type { PortWaitOptions, SerialPort, TerminalStream } from './port';
import type { PortCounters, SerialProtocol, TerminalOptions } from './protocol';
import type { WaitMatch } from './waitMatch';
import { WorkerTerminal } from './workerTerminal';

const NOTHING_YET: PortCounters = { received: 0, sent: 0, queued: 0, skipped: 0, spoolBytesKept: 0 };

/** The main thread's end of a port: every call is a message to the worker. */
export class WorkerPort implements SerialPort {
  readonly onDidReceive: Event<Uint8Array>;
  readonly onDidChangeCounters: Event<PortCounters>;
  private readonly received = new Emitter<Uint8Array>();
  private readonly changed = new Emitter<PortCounters>();
  #counters = NOTHING_YET;
  private ring: SharedArrayBuffer | undefined;

  readonly name: string;
  readonly spool: string;
  #encoding: string;
  private isUp = false;

  constructor(
    about: Pick<SerialPort, 'name' | 'spool'> & { readonly encoding: string | undefined },
    private readonly port: number,
    private readonly worker: WorkerTask<SerialProtocol>,
    private readonly group: TaskGroup,
    /** All terminals of all ports, by stream number. */
    private readonly terminals: Map<number, WorkerTerminal>,
    private readonly nextStream: () => number,
  ) {
    this.name = about.name;
    this.spool = about.spool;
    this.#encoding = about.encoding ?? 'utf8';
    this.onDidChangeCounters = this.changed.event;
    this.onDidReceive = (listener) => {
      const subscription = this.received.event(listener);
      if (this.received.listenerCount === 1)
        worker.post({ type: 'listen', port, on: true, ...(!this.isUp && { from: 0 }) });
      return { dispose: () => this.unsubscribe(subscription) };
    };
  }

  get counters(): PortCounters {
    return this.#counters;
  }

  async send(data: string | Uint8Array, signal: AbortSignal): Promise<void> {
    // A copy of its own: cloning a view would clone all of the memory behind it.
    const body = typeof data === 'string' ? data : new Uint8Array(data);
    await this.worker.request('send', { port: this.port, data: body }, signal);
  }

  async waitFor(pattern: string | RegExp, options: PortWaitOptions, signal: AbortSignal): Promise<WaitMatch> {
    return await this.worker.request('waitFor', { port: this.port, pattern, ...options }, signal);
  }

  async text(from: number, signal: AbortSignal, to?: number): Promise<string> {
    return await this.worker.request('text', { port: this.port, from, to }, signal);
  }

  async lastLines(signal: AbortSignal): Promise<string> {
    return await this.worker.request('lastLines', { port: this.port }, signal);
  }

  get encoding(): string {
    return this.#encoding;
  }

  decodeAs(encoding: string): void {
    this.#encoding = encoding;
    this.worker.post({ type: 'encoding', port: this.port, encoding });
  }

  mark(offset: number): void {
    this.worker.post({ type: 'mark', port: this.port, offset });
  }

  openTerminal(options: TerminalOptions): TerminalStream {
    if (this.group.signal.aborted)
      throw new Error(l10n.t('port "{0}" is closed: its machine has ended', this.name));
    const stream = this.nextStream();
    const group = this.group.group(`terminal ${stream} of ${this.name}`);
    const terminal = new WorkerTerminal(
      group,
      this.name,
      {
        stream,
        port: this.port,
        post: (message) => this.worker.post(message),
        closed: () => void this.terminals.delete(stream),
      },
      options,
    );
    this.terminals.set(stream, terminal);
    return terminal;
  }

  /** The thread reads the port. Listeners that came before hear it from its first byte. */
  up(): void {
    this.isUp = true;
  }

  /** The worker has begun to read for listeners, into this memory. */
  setRing(memory: SharedArrayBuffer): void {
    this.ring = memory;
  }

  /** A piece from the worker. */
  receive(at: number, length: number): void {
    // Of a feed that has been ended since.
    if (!this.ring) return;
    this.received.fire(new Uint8Array(this.ring, at, length));
    this.worker.post({ type: 'taken', port: this.port });
  }

  setCounters(counters: PortCounters): void {
    this.#counters = counters;
    this.changed.fire(counters);
  }

  private unsubscribe(subscription: { dispose(): void }): void {
    const before = this.received.listenerCount;
    subscription.dispose();
    if (before === 1 && this.received.listenerCount === 0) {
      this.ring = undefined;
      this.worker.post({ type: 'listen', port: this.port, on: false });
    }
  }
}
