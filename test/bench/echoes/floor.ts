import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { parentPort, Worker } from 'node:worker_threads';
import { SAMPLE_COMMAND } from '../floods/sampleMachine';
import { temporaryDirectory } from '../support/temporary';
import type { Echo } from '../support/typing';
import { until } from '../../support/until';

/**
 * The same hops as the product's and nothing in them: a message to a thread, a FIFO, the guest, a file that is
 * watched, a message back. What the product costs above the raw socket is this, and its own work.
 * @param file A program that calls `serveFloor` with its `workerData` when it runs as a worker.
 */
export async function startFloor(file: string): Promise<Echo> {
  const path = join(temporaryDirectory(), 'port');
  execFileSync('mkfifo', [`${path}.in`]);
  writeFileSync(`${path}.out`, '');
  const [command = '', ...args] = SAMPLE_COMMAND;
  const port = ['-chardev', `pipe,id=port,path=${path}`, '-serial', 'chardev:port'];
  const qemu = spawn(command, [...args, ...port], { stdio: ['ignore', 'ignore', 'inherit'] });
  const worker = new Worker(file, { workerData: path });
  let text = '';
  let heard = (): void => undefined;
  worker.on('message', (received: string) => {
    text += received;
    heard();
  });
  await until('the prompt', () => text.endsWith('\n> '));
  return {
    send: (key) => worker.postMessage(key),
    listen: (listener) => (heard = listener),
    stop: async () => {
      await worker.terminate();
      qemu.kill('SIGKILL');
    },
  };
}

/** The thread's part. */
export function serveFloor(path: string): void {
  const spool = openSync(`${path}.out`, 'r');
  const buffer = Buffer.alloc(65_536);
  let at = 0;
  const take = (): void => {
    if (fstatSync(spool).size === at) return;
    const length = readSync(spool, buffer, 0, buffer.length, at);
    at += length;
    parentPort?.postMessage(buffer.toString('latin1', 0, length));
  };
  watch(`${path}.out`, take);
  // What came before the watch was opened.
  take();
  let input: number | undefined;
  parentPort?.on('message', (key: string) => {
    input ??= openSync(`${path}.in`, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(input, key);
  });
  process.once('exit', () => closeSync(spool));
}
