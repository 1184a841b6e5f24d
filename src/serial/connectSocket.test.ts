import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { abortListeners } from '../concurrency/abort';
import { connectSocket } from './connectSocket';
import { Bench } from '../../test/support/serial/workerFixture';

describe('connecting to a socket', () => {
  let bench: Bench;
  beforeEach(() => (bench = new Bench()));
  afterEach(() => bench.close());

  it('connecting says which socket cannot be had, and what to look at', async () => {
    const { signal } = bench;
    writeFileSync(bench.path('file'), '');
    for (const [where, address, why] of [
      ['unix:x', { path: bench.path('x') }, /^unix:x: there is no such socket. Was QEMU started with it/],
      ['unix:f', { path: bench.path('file') }, /^unix:f: nothing listens there. Was QEMU started with it/],
      ['tcp:a:1', { host: '127.0.0.1', port: 1 }, /^tcp:a:1: nothing listens there/],
      ['tcp:[::1]:1', { host: '::1', port: 1 }, /^tcp:\[::1\]:1: nothing listens there/],
    ] as const)
      await assert.rejects(connectSocket(where, address, signal), { message: why });
  });

  it('connecting knows IPv6, and gives up at once when it is told to', async () => {
    const server = createServer((socket) => void socket.end('hello')).listen(0, '::1');
    await once(server, 'listening');
    const address = { host: '::1', port: (server.address() as AddressInfo).port };
    const socket = await connectSocket('tcp:[::1]', address, bench.signal);
    assert.equal(String(await once(socket, 'data')), 'hello');
    socket.destroy();
    const enough = new AbortController();
    const connecting = connectSocket('tcp:[::1]', address, enough.signal);
    enough.abort(new Error('enough'));
    await assert.rejects(connecting, /enough/);
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    assert.equal(abortListeners(bench.signal), 0);
  });
});
