import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { SAMPLE_COMMAND } from '../floods/sampleMachine';
import type { Echo } from '../support/typing';
import { until } from '../../support/until';

/** A raw socket that QEMU inherits: nothing in between. */
export async function startRaw(): Promise<Echo & { readonly qemu: ChildProcess }> {
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
  await until('the prompt', () => text.endsWith('\n> '));
  return {
    qemu,
    send: (key) => void socket.write(key),
    listen: (listener) => (heard = listener),
    stop: () => Promise.resolve(void qemu.kill('SIGKILL')),
  };
}
