/** Key to echo over a raw socket that QEMU inherits: nothing in between. */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { SAMPLE_COMMAND } from '../floods/sampleMachine';
import { program } from '../support/program';
import { measureTyping, type TypingOptions } from '../support/typing';
import { until } from '../support/wait';

program(async (options: TypingOptions) => {
  const [file = '', ...args] = SAMPLE_COMMAND;
  const port = ['-chardev', 'socket,id=port,fd=3', '-serial', 'chardev:port'];
  const qemu = spawn(file, [...args, ...port], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const socket = qemu.stdio[3] as Socket;
  let text = '';
  let heard = (): void => undefined;
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    heard();
  });
  try {
    await until('the prompt', () => text.endsWith('\n> '));
    return await measureTyping(options, {
      send: (key) => void socket.write(key),
      listen: (listener) => (heard = listener),
    });
  } finally {
    qemu.kill('SIGKILL');
  }
});
