/** A QEMU for tests: its side of a port, without a guest. No product code imports it. */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

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

  constructor(chardev: string) {
    const path = /path=(.*)$/.exec(chardev)?.[1] ?? '';
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

  constructor(chardev: string) {
    const [, host = '', port = ''] = /host=([^,]*),port=(\d+)/.exec(chardev) ?? [];
    this.socket = connect({ host, port: Number(port), noDelay: true });
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
