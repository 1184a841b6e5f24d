/**
 * Key to echo over the same hops as the product's and nothing in them: a message to a thread, a FIFO, the guest, a
 * file that is watched, a message back. What the product costs above the raw socket is this, and its own work.
 */
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
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { SAMPLE_COMMAND } from '../floods/sampleMachine';
import { program } from '../support/program';
import { temporaryDirectory } from '../support/temporary';
import { measureTyping, type TypingOptions } from '../support/typing';
import { until } from '../support/wait';

if (isMainThread) program(measure);
else serve(workerData as string);

async function measure(options: TypingOptions): Promise<object> {
  const path = join(temporaryDirectory(), 'port');
  execFileSync('mkfifo', [`${path}.in`]);
  writeFileSync(`${path}.out`, '');
  const [file = '', ...args] = SAMPLE_COMMAND;
  const port = ['-chardev', `pipe,id=port,path=${path}`, '-serial', 'chardev:port'];
  const qemu = spawn(file, [...args, ...port], { stdio: ['ignore', 'ignore', 'inherit'] });
  const worker = new Worker(__filename, { workerData: path });
  let text = '';
  let heard = (): void => undefined;
  worker.on('message', (received: string) => {
    text += received;
    heard();
  });
  try {
    await until('the prompt', () => text.endsWith('\n> '));
    return await measureTyping(options, {
      send: (key) => worker.postMessage(key),
      listen: (listener) => (heard = listener),
    });
  } finally {
    await worker.terminate();
    qemu.kill('SIGKILL');
  }
}

function serve(path: string): void {
  const spool = openSync(`${path}.out`, 'r');
  const buffer = Buffer.alloc(65_536);
  let at = 0;
  watch(`${path}.out`, () => {
    if (fstatSync(spool).size === at) return;
    const length = readSync(spool, buffer, 0, buffer.length, at);
    at += length;
    parentPort?.postMessage(buffer.toString('latin1', 0, length));
  });
  const input = { fd: -1 };
  parentPort?.on('message', (key: string) => {
    if (input.fd < 0) input.fd = openSync(`${path}.in`, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(input.fd, key);
  });
  process.once('exit', () => closeSync(spool));
}
