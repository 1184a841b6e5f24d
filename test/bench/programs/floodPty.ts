/**
 * The road of VS Code's built-in terminal: `qemu … -serial mon:stdio` on a pseudo-terminal of the very node-pty
 * that VS Code has, decoded to strings. Only this first half of the road is counted: messages, flow control and the
 * screen come on top in VS Code.
 */
import { createRequire } from 'node:module';
import { bareArguments, ControlSocket } from '../floods/bareQemu';
import { floodNamed } from '../floods/floods';
import { measureFlood, type FloodOptions } from '../floods/measure';
import { program } from '../support/program';

interface Pty {
  readonly pid: number;
  onData(listener: (text: string) => void): void;
  kill(signal: string): void;
}

interface NodePty {
  readonly spawn: (file: string, args: readonly string[], options: object) => Pty;
}

program(async (options: FloodOptions & { readonly nodePty: string }) => {
  const flood = floodNamed(options.flood);
  const control = await ControlSocket.listen();
  // What `-serial mon:stdio` is short for.
  const stdio = ['-chardev', 'stdio,id=port,mux=on,signal=off', '-mon', 'chardev=port,mode=readline'];
  const { spawn } = createRequire(__filename)(options.nodePty) as NodePty;
  const [file = ''] = flood.command;
  const args = bareArguments(flood, stdio, control);
  const pty = spawn(file, args, { name: 'xterm-256color', cols: 80, rows: 30, env: process.env });
  let characters = 0;
  pty.onData((text) => (characters += text.length));
  try {
    await flood.begin?.(control);
    return await measureFlood(options, { received: () => characters, qemu: pty.pid });
  } finally {
    pty.kill('SIGKILL');
    control.close();
  }
});
