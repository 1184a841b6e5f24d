/** A QEMU for tests: its side of a port, without a guest. No product code imports it. */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Chardev } from '../../../src/serial/chardev';

/** QEMU's side of a port, without a QEMU. */
export interface FakeQemu {
  write(bytes: Buffer | string): void;
  /** Everything that came in so far. */
  input(): Buffer;
  /** From now on takes nothing. */
  turnDeaf(): void;
  end(): void;
}

/** As QEMU's pipe backend does: both files read-write, the output at an offset of its own. */
export class FakePipe implements FakeQemu {
  private readonly out: number;
  private readonly in: number;
  private at = 0;
  private readonly taken: Buffer[] = [];

  constructor({ options }: Chardev) {
    const path = options['path'] ?? '';
    this.out = openSync(`${path}.out`, constants.O_RDWR);
    this.in = openSync(`${path}.in`, constants.O_RDWR | constants.O_NONBLOCK);
  }

  write(bytes: Buffer | string): void {
    this.at += writeSync(this.out, Buffer.from(bytes), 0, undefined, this.at);
  }

  input(): Buffer {
    const piece = Buffer.alloc(65_536);
    try {
      this.taken.push(piece.subarray(0, readSync(this.in, piece)));
    } catch {
      // EAGAIN: nothing there.
    }
    return Buffer.concat(this.taken);
  }

  turnDeaf(): void {
    // It takes only what input() asks for.
  }

  end(): void {
    closeSync(this.out);
    closeSync(this.in);
  }
}

/** As QEMU's socket backend does in client mode. */
export class FakeClient implements FakeQemu {
  private readonly socket: Socket;
  private readonly taken: Buffer[] = [];

  constructor({ options }: Chardev) {
    const { host, port } = options;
    this.socket = connect({ ...(host !== undefined && { host }), port: Number(port), noDelay: true });
    this.socket.on('data', (bytes: Buffer) => this.taken.push(bytes));
    this.socket.on('error', () => undefined);
  }

  write(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  input(): Buffer {
    return Buffer.concat(this.taken);
  }

  turnDeaf(): void {
    this.socket.pause();
  }

  end(): void {
    this.socket.resume();
    this.socket.end();
  }
}

/** As QEMU's socket backend does in server mode, with the one client that it serves. */
export class FakeServer implements FakeQemu {
  private readonly server: Server;
  private readonly client: Promise<Socket>;
  private readonly taken: Buffer[] = [];

  /** Listens at once. */
  constructor(path: string) {
    let connected: (socket: Socket) => void;
    this.client = new Promise((resolve) => (connected = resolve));
    this.server = createServer((socket) => {
      socket.on('data', (bytes: Buffer) => this.taken.push(bytes));
      socket.on('error', () => undefined);
      connected(socket);
    }).listen(path);
  }

  write(bytes: Buffer | string): void {
    void this.client.then((socket) => socket.write(bytes));
  }

  input(): Buffer {
    return Buffer.concat(this.taken);
  }

  turnDeaf(): void {
    void this.client.then((socket) => socket.pause());
  }

  end(): void {
    this.server.close();
    void this.client.then((socket) => socket.resume().end());
  }
}
