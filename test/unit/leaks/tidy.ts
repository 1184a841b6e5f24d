/** Not a test of the project: run by `hooks.test.ts`, none of these may be taken for a leak. */
import { spawn } from 'node:child_process';
import { transform, transformSync } from 'esbuild';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { Worker } from 'node:worker_threads';

describe('tidy', () => {
  let shared: Server;
  let own: Server;
  before((done) => void (shared = createServer().listen(0, '127.0.0.1', done)));
  after((done) => void shared.close(done));
  beforeEach((done) => void (own = createServer().listen(0, '127.0.0.1', done)));
  afterEach((done) => void own.close(done));

  it('ends late, but soon', () => {
    setTimeout(() => undefined, 300);
    spawn('sleep', ['0.3']);
    new Worker('setTimeout(() => {}, 300)', { eval: true });
  });
  it('starts the bundler’s process and thread', async () => {
    transformSync('let x: number', { loader: 'ts' });
    await transform('let x: number', { loader: 'ts' });
  });
  it('imports a module late', async () => {
    await import('node:zlib');
  });
  it('connects and hangs up', async () => {
    const server = createServer((socket) => socket.end('x')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    await once(socket, 'close');
    server.close();
  });
  it('writes to the console and has a time limit of its own', async function () {
    this.timeout(5000);
    console.log('hello');
    console.error('hello');
    await new Promise(setImmediate);
  });
  it('has no time limit', function () {
    this.timeout(0);
  });
  it('handles a rejection late, but in time', async () => {
    const failing = Promise.reject(new Error('seen to'));
    await Promise.resolve();
    await failing.catch(() => undefined);
  });
  it('takes a callback', (done) => void setImmediate(done));
});
