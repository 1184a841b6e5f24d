/** From the spawn of bare QEMU to the guest's first byte on a socket that it inherits. */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { SAMPLE_COMMAND } from '../floods/sampleMachine';
import { program } from '../support/program';

program(async ({ launches }: { readonly launches: number }) => {
  const times: number[] = [];
  for (let launch = 0; launch < launches; launch++) times.push(await launchOnce());
  return { firstMs: times[0], laterMs: times.slice(1) };
});

async function launchOnce(): Promise<number> {
  const [file = '', ...args] = SAMPLE_COMMAND;
  const port = ['-chardev', 'socket,id=port,fd=3', '-serial', 'chardev:port'];
  const begin = performance.now();
  const qemu = spawn(file, [...args, ...port], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const ended = new Promise<void>((resolve) => qemu.once('exit', () => resolve()));
  await new Promise<void>((resolve) => (qemu.stdio[3] as Socket).once('data', () => resolve()));
  const time = performance.now() - begin;
  qemu.kill('SIGKILL');
  await ended;
  return time;
}
