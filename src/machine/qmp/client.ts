import type { Duplex } from 'node:stream';
import { onAbort } from '../../concurrency/abort';
import { Emitter } from '../../concurrency/event';
import { Semaphore, type Release } from '../../concurrency/semaphore';
import { NEVER, withTimeout } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import { MessageLines } from './lines';
import {
  parseMessage,
  type QmpArguments,
  type QmpEvent,
  type QmpGreeting,
  type QmpMessage,
} from './messages';

/** QEMU refused a command. The message is QEMU's own. */
export class QmpError extends Error {
  override readonly name = 'QmpError';
  constructor(
    readonly command: string,
    /** QEMU's error class, e.g. `GenericError`, `CommandNotFound`. */
    readonly errorClass: string,
    desc: string,
  ) {
    super(`QMP "${command}": ${desc}`);
  }
}

/** QEMU has closed the monitor, which it does when it ends. */
export class QmpClosedError extends Error {
  override readonly name = 'QmpClosedError';
  constructor(waiting: string) {
    super(`QMP "${waiting}": QEMU has closed its monitor`);
  }
}

export interface QmpOptions {
  readonly signal?: AbortSignal | undefined;
  /** Default 30 s. The command itself goes on in QEMU; only the wait ends. */
  readonly timeoutMs?: number;
  /** Out of band: answered even while QEMU's main loop is blocked. Only `yank`, `query-yank` and `migrate-*` may. */
  readonly oob?: boolean;
}

/** How long a command may take unless told otherwise, in milliseconds: a snapshot or a memory dump takes seconds. */
const COMMAND_MS = 30_000;

/**
 * QEMU queues eight commands and stops reading at the eighth, out-of-band ones included (monitor/qmp.c). With one less
 * in flight, a yank still gets through to a QEMU whose main loop is blocked.
 */
const IN_FLIGHT = 7;

/** How much of a message goes to the log, in characters. */
const LOGGED = 1000;

interface Pending {
  readonly command: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * The client of QEMU's machine protocol on a connected stream: greeting, negotiation with `oob`, commands matched
 * to answers by id, events. A reset of the connection is the end of the stream like any other: QEMU has ended.
 */
export class QmpClient {
  private readonly pending = new Map<string, Pending>();
  private readonly inBand = new Semaphore('QMP commands in flight', IN_FLIGHT);
  private readonly events = new Emitter<QmpEvent>();
  #greeting: QmpGreeting | undefined;
  private greeted: ((greeting: QmpGreeting) => void) | undefined;
  private ended = false;
  private lastId = 0;

  readonly onEvent = this.events.event;
  /** Resolves at the end of the stream. Never rejects. */
  readonly closed: Promise<void>;

  private constructor(
    private readonly stream: Duplex,
    private readonly log: Logger,
  ) {
    const lines = new MessageLines((line) => this.receive(line));
    stream.on('data', (chunk: Buffer) => {
      try {
        lines.push(chunk);
      } catch (error) {
        stream.destroy(error as Error);
      }
    });
    stream.on('error', (error) => this.log.debug(`monitor: ${error.message}`));
    this.closed = new Promise((resolve) => {
      const end = (): void => {
        this.end();
        resolve();
      };
      stream.once('end', end);
      stream.once('close', end);
    });
  }

  /**
   * Waits for QEMU's greeting on a stream and negotiates. The caller bounds it with its signal.
   * @throws {QmpClosedError} when QEMU ends first; `signal.reason` on abort.
   */
  static async connect(stream: Duplex, log: Logger, signal: AbortSignal): Promise<QmpClient> {
    const client = new QmpClient(stream, log);
    const greeting = await client.awaitGreeting(signal);
    const enable = greeting.capabilities.filter((capability) => capability === 'oob');
    await client.execute('qmp_capabilities', enable.length > 0 ? { enable } : {}, { signal });
    return client;
  }

  get greeting(): QmpGreeting {
    if (!this.#greeting) throw new Error('QMP: no greeting yet');
    return this.#greeting;
  }

  /** False once the stream has ended. */
  get isOpen(): boolean {
    return !this.ended;
  }

  /** Whether commands may go out of band. */
  get hasOob(): boolean {
    return this.#greeting?.capabilities.includes('oob') ?? false;
  }

  /**
   * Runs a command and returns what is in its `return`.
   * @throws {QmpError} when QEMU refuses; {@link QmpClosedError} when QEMU ends first; `TimeoutError`;
   * `signal.reason` on abort.
   */
  async execute(command: string, args: QmpArguments = {}, options: QmpOptions = {}): Promise<unknown> {
    const what = `QMP "${command}"`;
    return await withTimeout(
      what,
      options.timeoutMs ?? COMMAND_MS,
      options.signal ?? NEVER,
      async (signal) => {
        if (options.oob) return await this.send('exec-oob', command, args, () => undefined, signal);
        const release = await this.inBand.acquire(signal);
        return await this.send('execute', command, args, release, signal);
      },
    );
  }

  /** Ends the connection; QEMU goes on. What was asked and not answered yet is refused. */
  close(): void {
    this.end();
  }

  private async awaitGreeting(signal: AbortSignal): Promise<QmpGreeting> {
    signal.throwIfAborted();
    return await new Promise<QmpGreeting>((resolve, reject) => {
      const subscription = onAbort(signal, () => reject(signal.reason as Error));
      this.greeted = (greeting) => {
        subscription.dispose();
        resolve(greeting);
      };
      void this.closed.then(() => {
        subscription.dispose();
        reject(new QmpClosedError('greeting'));
      });
    });
  }

  /** The permit is given back when the answer comes, not when the wait ends: till then QEMU holds the command. */
  private async send(
    verb: 'execute' | 'exec-oob',
    command: string,
    args: QmpArguments,
    release: Release,
    signal: AbortSignal,
  ): Promise<unknown> {
    if (this.ended) {
      release();
      throw new QmpClosedError(command);
    }
    const id = `q${++this.lastId}`;
    const line = JSON.stringify({ [verb]: command, arguments: args, id });
    return await new Promise<unknown>((resolve, reject) => {
      const subscription = onAbort(signal, () => reject(signal.reason as Error));
      const settled = (): void => {
        subscription.dispose();
        release();
      };
      this.pending.set(id, {
        command,
        resolve: (value) => {
          settled();
          resolve(value);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      this.log.trace(`→ ${clip(line)}`);
      this.stream.write(`${line}\n`);
    });
  }

  private receive(line: string): void {
    let message: QmpMessage;
    try {
      message = parseMessage(line);
    } catch {
      this.log.warn(`not understood: ${clip(line)}`);
      return;
    }
    // Events come in thousands a second when a guest resets in a loop; the part that coalesces them logs them.
    if (message.kind === 'event') this.events.fire(message.event);
    else {
      this.log.trace(`← ${clip(line)}`);
      this.answer(message, line);
    }
  }

  private answer(message: Exclude<QmpMessage, { kind: 'event' }>, line: string): void {
    switch (message.kind) {
      case 'greeting':
        this.#greeting = message.greeting;
        this.greeted?.(message.greeting);
        return;
      case 'return':
        this.take(message.id)?.resolve(message.value);
        return;
      case 'error': {
        const pending = this.take(message.id);
        if (pending) pending.reject(new QmpError(pending.command, message.class, message.desc));
        else this.log.warn(`error for nobody: ${clip(line)}`);
        return;
      }
      case 'unknown':
        this.log.warn(`not understood: ${clip(line)}`);
    }
  }

  private take(id: unknown): Pending | undefined {
    if (typeof id !== 'string') return undefined;
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const pending of waiting) pending.reject(new QmpClosedError(pending.command));
    this.stream.destroy();
  }
}

function clip(line: string): string {
  return line.length <= LOGGED ? line : `${line.slice(0, LOGGED)} … (${line.length} characters)`;
}
