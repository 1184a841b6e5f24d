import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/temporary';
import { until } from '../../support/until';
import type { Control } from './control';
import type { Flood } from './flood';

/** The first port of a QEMU started by hand: a unix socket that QEMU connects to while it starts. */
export class ControlSocket implements Control {
  private heard = '';
  private socket: Socket | undefined;

  private constructor(
    private readonly server: Server,
    readonly chardev: string,
  ) {
    server.on('connection', (socket) => {
      this.socket = socket;
      socket.setEncoding('latin1').on('data', (text: string) => (this.heard += text));
      socket.on('error', () => undefined);
    });
  }

  static async listen(): Promise<ControlSocket> {
    const path = join(temporaryDirectory(), 'control');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return new ControlSocket(server, `socket,id=control,path=${path},server=off`);
  }

  async hear(text: string): Promise<void> {
    await until(`the guest says "${text}"`, () => this.heard.includes(text));
    this.heard = this.heard.slice(this.heard.indexOf(text) + text.length);
  }

  say(text: string): Promise<void> {
    this.socket?.write(text, 'latin1');
    return Promise.resolve();
  }

  close(): void {
    this.socket?.destroy();
    this.server.close();
  }
}

/** The arguments of a flood whose measured port is `chardev` (whole, with `id=port`). */
export function bareArguments(flood: Flood, chardev: readonly string[], control: ControlSocket): string[] {
  return [
    ...flood.command.slice(1),
    ...(flood.begin ? ['-chardev', control.chardev, '-serial', 'chardev:control'] : []),
    ...chardev,
    ...flood.attach('port'),
  ];
}

export interface BareQemu {
  readonly child: ChildProcess;
  readonly control: ControlSocket;
  stop(): Promise<void>;
}

/** Starts QEMU as anybody would, with its measured port on `chardev`; standard output and errors are shown. */
export async function startBare(
  flood: Flood,
  chardev: readonly string[],
  stdio: readonly ('ignore' | 'inherit' | 'pipe')[] = ['ignore', 'ignore', 'inherit'],
): Promise<BareQemu> {
  const control = await ControlSocket.listen();
  const [program = ''] = flood.command;
  const child = spawn(program, bareArguments(flood, chardev, control), { stdio: [...stdio] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    control.close();
  };
  return { child, control, stop };
}
