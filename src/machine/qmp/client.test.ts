import assert from 'node:assert/strict';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { TimeoutError } from '../../concurrency/timeout';
import { CancelledError } from '../../concurrency/abort';
import { Logger } from '../../log/logger';
import type { LogRecord } from '../../log/record';
import { QmpClient, QmpClosedError, QmpError } from './client';
import type { QmpEvent } from './messages';

const GREETING =
  '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian"}, "capabilities": ["oob"]}}\r\n';

interface Command {
  readonly execute?: string;
  readonly 'exec-oob'?: string;
  readonly arguments?: Record<string, unknown>;
  readonly id: string;
}

/** A QEMU made of the test's own words, on a real socket. */
class Peer {
  readonly commands: Command[] = [];
  private waiting: (() => void)[] = [];

  private constructor(
    readonly socket: Socket,
    readonly ours: Socket,
  ) {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      this.commands.push(...lines.map((line) => JSON.parse(line) as Command));
      for (const tell of this.waiting.splice(0)) tell();
    });
  }

  static async open(): Promise<Peer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const ours = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    server.close();
    return new Peer(socket, ours);
  }

  /** The n-th command, counted from 0, once it has come. */
  async command(index: number): Promise<Command> {
    while (this.commands.length <= index) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.commands[index]!;
  }

  say(message: unknown): void {
    this.socket.write(`${JSON.stringify(message)}\r\n`);
  }

  close(): void {
    this.socket.destroy();
    this.ours.destroy();
  }
}

describe('QmpClient', () => {
  let peer: Peer;
  const records: LogRecord[] = [];
  const log = new Logger((record) => records.push(record), 'qmp');
  const { signal } = new AbortController();

  beforeEach(async () => {
    records.length = 0;
    peer = await Peer.open();
  });
  afterEach(() => peer.close());

  async function connected(): Promise<QmpClient> {
    peer.socket.write(GREETING);
    const client = QmpClient.connect(peer.ours, log, signal);
    peer.say({ return: {}, id: (await peer.command(0)).id });
    return await client;
  }

  it('QmpClient negotiates out-of-band commands and knows the version', async () => {
    const client = await connected();
    assert.deepEqual((await peer.command(0)).arguments, { enable: ['oob'] });
    assert.deepEqual(client.greeting.version, { major: 7, minor: 2, micro: 22, package: 'Debian' });
    assert.ok(client.hasOob);
  });

  it('QmpClient matches answers to commands by id, in any order, with events between', async () => {
    const client = await connected();
    const events: QmpEvent[] = [];
    client.onEvent((event) => events.push(event));
    const first = client.execute('query-status');
    const second = client.execute('query-name');
    const [one, two] = [await peer.command(1), await peer.command(2)];
    peer.say({ timestamp: { seconds: 5, microseconds: 250_000 }, event: 'STOP' });
    peer.say({ return: { name: 'n' }, id: two.id });
    peer.say({ return: { status: 'paused' }, id: one.id });
    assert.deepEqual(await first, { status: 'paused' });
    assert.deepEqual(await second, { name: 'n' });
    assert.deepEqual(events, [{ name: 'STOP', data: {}, time: 5250 }]);
  });

  it("QmpClient fails with QEMU's words", async () => {
    const client = await connected();
    const answer = client.execute('nope');
    const { id } = await peer.command(1);
    peer.say({ error: { class: 'CommandNotFound', desc: 'The command nope has not been found' }, id });
    await assert.rejects(answer, (error: QmpError) => {
      assert.equal(error.message, 'QMP "nope": The command nope has not been found');
      assert.equal(error.errorClass, 'CommandNotFound');
      return error instanceof QmpError;
    });
  });

  it('QmpClient survives an error without id, and what is no JSON', async () => {
    const client = await connected();
    peer.say({ error: { class: 'GenericError', desc: 'JSON parse error' } });
    peer.socket.write('garbage\r\n');
    const answer = client.execute('query-status');
    peer.say({ return: 1, id: (await peer.command(1)).id });
    assert.equal(await answer, 1);
    assert.equal(records.filter(({ level }) => level === 'warn').length, 2);
  });

  it('QmpClient takes an answer of 12 MB', async () => {
    const client = await connected();
    const answer = client.execute('query-qmp-schema');
    const value = 'x'.repeat(12 * 1024 * 1024);
    peer.say({ return: value, id: (await peer.command(1)).id });
    assert.equal(await answer, value);
    assert.ok(records.every(({ text }) => text.length < 2000));
  });

  it('QmpClient gives up waiting after the time-out, and drops the late answer', async () => {
    const client = await connected();
    await assert.rejects(client.execute('slow', {}, { timeoutMs: 20 }), TimeoutError);
    peer.say({ return: 'late', id: (await peer.command(1)).id });
    const next = client.execute('next');
    peer.say({ return: 'right', id: (await peer.command(2)).id });
    assert.equal(await next, 'right');
  });

  it('QmpClient ends every wait when the stream ends, also by a reset', async () => {
    const client = await connected();
    const answer = client.execute('quit');
    await peer.command(1);
    peer.socket.resetAndDestroy();
    await assert.rejects(answer, QmpClosedError);
    await client.closed;
    assert.equal(client.isOpen, false);
    await assert.rejects(client.execute('query-status'), QmpClosedError);
  });

  it('QmpClient says that QEMU has closed when it ends before the greeting', async () => {
    const client = QmpClient.connect(peer.ours, log, signal);
    peer.socket.destroy();
    await assert.rejects(client, QmpClosedError);
  });

  it('QmpClient stops waiting for the greeting on abort', async () => {
    const controller = new AbortController();
    const client = QmpClient.connect(peer.ours, log, controller.signal);
    controller.abort(new CancelledError());
    await assert.rejects(client, CancelledError);
  });

  it('QmpClient keeps seven commands in flight, counts unanswered ones, and lets out-of-band ones pass', async () => {
    const client = await connected();
    const timedOut = Array.from({ length: 7 }, (_, i) => client.execute(`c${i}`, {}, { timeoutMs: 20 }));
    await Promise.all(timedOut.map((answer) => assert.rejects(answer, TimeoutError)));
    await assert.rejects(client.execute('eighth', {}, { timeoutMs: 20 }), TimeoutError);
    const yank = client.execute('query-yank', {}, { oob: true });
    const sent = await peer.command(8);
    assert.equal(sent['exec-oob'], 'query-yank');
    peer.say({ return: [], id: sent.id });
    assert.deepEqual(await yank, []);
    peer.say({ return: {}, id: (await peer.command(1)).id });
    const ninth = client.execute('ninth');
    const last = await peer.command(9);
    assert.equal(last.execute, 'ninth');
    peer.say({ return: 9, id: last.id });
    assert.equal(await ninth, 9);
  });
});
