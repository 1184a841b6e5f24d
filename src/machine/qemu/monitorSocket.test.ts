import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { ChildProcess } from '../../concurrency/childProcess';
import { CancelledError } from '../../concurrency/abort';
import { monitorSocket } from './monitorSocket';

const NO_CHILD = Object.create(null) as ChildProcess;
const { signal } = new AbortController();

describe('monitor socket', () => {
  it('the monitor socket is inherited where that can be', async () => {
    const socket = await monitorSocket('linux');
    assert.deepEqual([socket.chardev, socket.sockets], ['socket,fd=3', 1]);
    socket.dispose();
  });

  function portOf(chardev: string): number {
    const match = /^socket,host=127\.0\.0\.1,port=(\d+),server=off,nodelay=on$/.exec(chardev);
    assert.ok(match, chardev);
    return Number(match[1]);
  }

  it('the monitor socket is elsewhere a listener on the loopback for exactly one connection', async () => {
    const socket = await monitorSocket('win32');
    const port = portOf(socket.chardev);
    assert.equal(socket.sockets, 0);
    const qemu = connect(port, '127.0.0.1');
    const stream = await socket.connect(NO_CHILD, signal);
    qemu.write('hello');
    const [chunk] = (await once(stream, 'data')) as [Buffer];
    assert.equal(chunk.toString(), 'hello');
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
    qemu.destroy();
    stream.destroy();
  });

  it('the monitor socket stops listening when the start is given up', async () => {
    const socket = await monitorSocket('win32');
    const controller = new AbortController();
    const connected = socket.connect(NO_CHILD, controller.signal);
    controller.abort(new CancelledError());
    await assert.rejects(connected, CancelledError);
    socket.dispose();
    const client = connect(portOf(socket.chardev), '127.0.0.1');
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });
});
