import * as l10n from '@vscode/l10n';
import type { Socket } from 'node:net';
import { ChildAbortController } from '../../../concurrency/abort';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { delay } from '../../../concurrency/timeout';
import { connectSocket } from '../../connectSocket';
import type { ExternalEndpoint, SocketAddress } from '../../externalEndpoint';
import { openPty } from './pty';
import { isServed } from './isServed';
import { SocketIntake } from './socketIntake';
import type { Spool } from '../spool/spool';
import { PortClosedError, StreamWriter, type Writer } from './streamWriter';
import { Telnet } from './telnet';
import type { Transport } from './transport';

/** QEMU closes its end when we have closed ours, unless it does not read; in milliseconds. */
const LEAVE_SOCKET_MS = 1000;
/** A pty has no such sign, neither for QEMU nor for us; in milliseconds. */
const LEAVE_PTY_MS = 100;

/** QEMU accepts a client within milliseconds unless it serves another one: how often we look, and how many ms apart. */
const SERVED_LOOKS = 10;
const SERVED_LOOK_MS = 100;

/** What an external QEMU does to our connection. The texts are sentences for people. */
export interface ConnectionEvents {
  /** Not called after we have disconnected ourselves. */
  ended(why: string): void;
  /** The connection stands, but QEMU has not accepted it so far. */
  unserved(why: string): void;
}

/** A port of an external QEMU: we connect, and write the spool. Disconnecting leaves that QEMU as it is. */
export class ExternalTransport implements Transport {
  private group: TaskGroup | undefined;
  private socket: Socket | undefined;
  private intake: SocketIntake | undefined;
  private dialing: ChildAbortController | undefined;
  private leaving = false;

  constructor(
    private readonly port: string,
    private readonly endpoint: ExternalEndpoint,
    private readonly spool: Spool,
    private readonly events: ConnectionEvents,
  ) {}

  get detail(): string {
    if (!this.socket) return `to be connected to ${this.endpoint.text}`;
    return this.socket.destroyed ? 'ended' : `connected to ${this.endpoint.text}`;
  }

  open(group: TaskGroup): Promise<undefined> {
    this.group = group;
    return Promise.resolve(undefined);
  }

  async connect(signal: AbortSignal): Promise<Writer> {
    const { group, endpoint } = this;
    if (!group) throw new Error(`port "${this.port}" was not opened`);
    const socket = await this.dial(signal);
    this.socket = socket;
    const writer = this.join(group, socket);
    if (endpoint.kind !== 'pty')
      void group.run(`is ${this.port} served`, (task) => this.look(task, socket, endpoint.address));
    return writer;
  }

  expectSoon(): void {
    // A connection needs no hint: it is always being read.
  }

  readClosely(): void {
    // Nothing is polled.
  }

  async finish(signal: AbortSignal): Promise<void> {
    this.leave();
    this.socket?.end();
    await this.intake?.untilEnded(this.endpoint.kind === 'pty' ? LEAVE_PTY_MS : LEAVE_SOCKET_MS, signal);
    this.socket?.destroy();
    this.spool.endLoss();
    this.spool.tail.finish();
  }

  close(): void {
    this.leave();
    this.socket?.destroy();
  }

  /** Given up when the port is closed, which the failure of another port does. */
  private async dial(signal: AbortSignal): Promise<Socket> {
    const { endpoint } = this;
    const dialing = new ChildAbortController(signal);
    this.dialing = dialing;
    try {
      const socket =
        endpoint.kind === 'pty'
          ? await openPty(endpoint.text, endpoint.path, dialing.signal)
          : await connectSocket(endpoint.text, endpoint.address, dialing.signal);
      if (dialing.signal.aborted) socket.destroy();
      dialing.signal.throwIfAborted();
      return socket;
    } finally {
      dialing.dispose();
    }
  }

  private leave(): void {
    this.leaving = true;
    this.dialing?.abort(new PortClosedError(this.port));
  }

  private join(group: TaskGroup, socket: Socket): Writer {
    const telnet =
      this.endpoint.kind === 'telnet' ? new Telnet((bytes) => void socket.write(bytes)) : undefined;
    const intake = new SocketIntake(group, this.port, socket, (bytes) =>
      this.spool.append(telnet?.take(bytes) ?? bytes),
    );
    this.intake = intake;
    void intake.ended.then((error) => {
      if (!this.leaving) this.events.ended(farewell(this.endpoint, error));
    });
    const writer = new StreamWriter(this.port, socket);
    return telnet ? { write: (bytes, signal) => writer.write(telnet.give(bytes), signal) } : writer;
  }

  private async look(task: TaskContext, socket: Socket, address: SocketAddress): Promise<void> {
    for (let looks = 0; looks < SERVED_LOOKS; looks++) {
      await task.waitFor('QEMU to take the connection', delay(SERVED_LOOK_MS, task.signal));
      if (socket.destroyed || (await isServed(socket, address)) !== false) return;
    }
    this.events.unserved(
      l10n.t(
        'QEMU has not accepted the connection to {0} yet. Is another program connected to it? QEMU serves one at a time, and this one next.',
        this.endpoint.text,
      ),
    );
  }
}

function farewell({ kind, text }: ExternalEndpoint, error: NodeJS.ErrnoException | undefined): string {
  // A pty's other end cannot be closed in any other way.
  const calm = error === undefined || (kind === 'pty' && error.code === 'EIO');
  return calm
    ? l10n.t('QEMU has closed {0}.', text)
    : l10n.t('The connection to {0} broke: {1}.', text, error.message);
}
