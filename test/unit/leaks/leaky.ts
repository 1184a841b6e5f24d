/** Not a test of the project: run by `hooks.test.ts`, each of these must be found out. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { createServer } from 'node:net';
import { Worker } from 'node:worker_threads';

const FOREVER = 'setInterval(() => {}, 1000)';

describe('leaky', () => {
  it('nothing', () => undefined);
  it('timer', () => void setInterval(() => undefined, 1000));
  it('server', (done) => {
    createServer().listen(0, '127.0.0.1', done);
  });
  it('watch', () => {
    watch('/tmp');
  });
  it('thread', () => {
    new Worker(FOREVER, { eval: true });
  });
  it('quiet thread', () => new Worker(FOREVER, { eval: true }).unref());
  it('process', () => void spawn('sleep', ['1234']));
  it('quiet process', () => spawn('sleep', ['1235'], { stdio: 'ignore', detached: true }).unref());
  it('process of a thread', (done) => {
    const script = `require('child_process').spawn('sleep', ['1236'], { stdio: 'ignore' }).unref();
      require('worker_threads').parentPort.postMessage(0); setTimeout(() => {}, 60_000)`;
    const worker = new Worker(script, { eval: true });
    worker.once('message', () => done());
  });
  it('rejection', () => void Promise.reject(new Error('nobody cares')));
  it('nothing again', () => undefined);
});
