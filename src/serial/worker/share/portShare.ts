import * as l10n from '@vscode/l10n';
import { chmod } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { atMost } from '../../../concurrency/timeout';
import { ShareClient, type SharedPort } from './shareClient';

/** Programs that may be connected at the same time; further ones are turned away. */
const MOST_CLIENTS = 8;
/** How long clients have for the last bytes when the port ends, in milliseconds. */
const FINISH_MS = 500;

/**
 * A port for other programs: a socket in the machine's private directory, so that nobody but the same user reaches it. Each
 * client reads at its own pace, from where the port is when it connects.
 */
export class PortShare {
  private readonly server = createServer({ allowHalfOpen: true }, (socket) => this.accept(socket));
  private readonly clients = new Map<Socket, Promise<void>>();

  constructor(
    private readonly group: TaskGroup,
    private readonly port: SharedPort,
  ) {}

  /** @throws when the socket cannot be made; the message names the port. */
  async open(path: string): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject);
        this.server.listen(path, resolve);
      });
      await chmod(path, 0o600);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(l10n.t('port "{0}" cannot be shared: {1}', this.port.name, message), { cause: error });
    }
  }

  /** The stream has ended: resolves when every client has had all of it, or has had the time. */
  async finish(signal: AbortSignal): Promise<void> {
    this.server.close();
    await atMost(FINISH_MS, signal, () => Promise.all(this.clients.values()));
  }

  close(): void {
    this.server.close();
    for (const socket of this.clients.keys()) socket.destroy();
  }

  private accept(socket: Socket): void {
    // A client that goes while it is written to is no failure of ours.
    socket.on('error', () => undefined);
    if (this.clients.size >= MOST_CLIENTS) {
      socket.destroy();
      return;
    }
    const client = new ShareClient(socket, this.port);
    const done = this.group.run(`client of ${this.port.name}`, ({ signal }) => client.run(signal));
    const forget = (): void => void this.clients.delete(socket);
    this.clients.set(socket, done.then(forget, forget));
  }
}
