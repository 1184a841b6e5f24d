import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { turns, until } from '../../../../test/support/until';
import type { Spool } from '../spool/spool';
import { PortShare } from './portShare';

describe('a shared port', () => {
  let bench: Bench;
  let spool: Spool;
  let share: PortShare;
  let sent: Buffer[];
  const sockets: Socket[] = [];

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
    sent = [];
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    share.close();
    await bench.close();
  });

  const path = (): string => bench.path('ser0.sock');

  async function open(canWrite = true): Promise<void> {
    const send = (bytes: Uint8Array): Promise<void> => {
      sent.push(Buffer.from(bytes));
      return Promise.resolve();
    };
    share = new PortShare(bench.group, { name: 'console', spool, ...(canWrite && { send }) });
    await share.open(path());
  }

  interface Client {
    readonly socket: Socket;
    text(): string;
    /** How many bytes it has had. */
    count(): number;
  }

  async function client(): Promise<Client> {
    const socket = connect({ path: path(), allowHalfOpen: true });
    sockets.push(socket);
    const got: Buffer[] = [];
    let count = 0;
    socket.on('data', (bytes: Buffer) => {
      got.push(bytes);
      count += bytes.length;
    });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return { socket, text: () => Buffer.concat(got).toString('latin1'), count: () => count };
  }

  /** Until the share reads for it. */
  async function listening(one: { text: () => string }): Promise<void> {
    await until('the client hears something', () => {
      spool.append(Buffer.from('.'));
      return one.text() !== '';
    });
  }

  it('a shared port is for its user alone', async () => {
    await open();
    assert.equal(statSync(path()).mode & 0o777, 0o600);
  });

  it('a shared port gives each client what comes from then on, and takes what each sends, byte for byte', async () => {
    await open();
    spool.append(Buffer.from('before'));
    const [one, two] = [await client(), await client()];
    await listening(one);
    await listening(two);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    spool.append(bytes);
    for (const each of [one, two])
      await until('all bytes are there', () => each.text().endsWith(bytes.toString('latin1')));
    assert.ok(!one.text().includes('before'));
    one.socket.write(bytes);
    two.socket.end('bye');
    await until('all is sent', () => Buffer.concat(sent).length === 259);
    assert.ok(Buffer.concat(sent).includes(bytes));
    spool.append(Buffer.from('after'));
    await until('who says no more still hears', () => two.text().endsWith('after'));
  });

  it('a port that is shared for reading takes nothing', async () => {
    await open(false);
    const one = await client();
    one.socket.write('x');
    await listening(one);
    await turns(20);
    assert.deepEqual(sent, []);
  });

  it('a client that does not read loses its own bytes and is told, and stalls nobody', async () => {
    await open();
    const [slow, quick] = [await client(), await client()];
    await listening(slow);
    await listening(quick);
    slow.socket.pause();
    const chunk = Buffer.alloc(1 << 20, 0x61);
    for (let count = 0; count < 12; count++) {
      const before = quick.count();
      spool.append(chunk);
      await until('the quick client has it', () => quick.count() >= before + chunk.length);
    }
    slow.socket.resume();
    spool.append(Buffer.from('end'));
    await until('the slow client goes on', () => slow.text().endsWith('end'), { everyMs: 200 });
    const lost = Number(/\[(\d+) bytes are missing here/.exec(slow.text())?.[1]);
    assert.ok(lost > 4 << 20, `${lost} of ${12 << 20}`);
    assert.equal(/missing here/.test(quick.text()), false);
  });

  it('a shared port turns the ninth client away', async () => {
    await open();
    const clients = [];
    for (let count = 0; count < 8; count++) clients.push(await client());
    for (const each of clients) await listening(each);
    const ninth = await client();
    await once(ninth.socket, 'end');
  });

  it('clients have the last bytes of a port before it ends', async () => {
    await open();
    const one = await client();
    await listening(one);
    spool.append(Buffer.from('the end'));
    spool.tail.finish();
    await share.finish(bench.signal);
    await once(one.socket, 'end');
    assert.ok(one.text().endsWith('the end'));
  });
});
