import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/support/until';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import { ExternalQemu } from './externalQemu';
import { connectEndpoint, endpointText } from './endpointSocket';

describe('a QEMU that somebody else has started', () => {
  let folder: string;
  let server: Server;
  let sockets: Socket[];
  let tasks: TaskGroup;
  let greets: boolean;
  /** Commands that the monitor refuses, and never answers. */
  let refused: string;
  let ignored: string;
  const log = new Logger(() => undefined, 'test');
  const signal = new AbortController().signal;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-attached-'));
    tasks = new TaskGroup('test');
    sockets = [];
    greets = true;
    refused = ignored = '';
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      if (!greets) return;
      socket.write(
        '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}}, "capabilities": []}}\r\n',
      );
      socket.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().trim().split('\n')) {
          const { execute, id } = JSON.parse(line) as { execute: string; id: string };
          const error = execute === refused && { class: 'CommandNotFound', desc: 'no' };
          const answer = error ? { error, id } : { return: ANSWERS[execute] ?? {}, id };
          if (execute !== ignored) socket.write(`${JSON.stringify(answer)}\r\n`);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'qmp'), resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    await tasks.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ANSWERS: Record<string, unknown> = {
    'query-name': { name: 'other' },
    'query-target': { arch: 'aarch64' },
    'query-status': { status: 'paused' },
    'human-monitor-command': 'text\r\n',
  };

  const attach = (within = signal): Promise<ExternalQemu> =>
    ExternalQemu.connect({ kind: 'unix', path: join(folder, 'qmp') }, false, tasks, log, within);

  it('an external QEMU tells who and how it is, and what becomes of it', async () => {
    const qemu = await attach();
    assert.deepEqual([qemu.name, qemu.arch, qemu.state], ['other', 'aarch64', 'paused']);
    const changed = new Promise((resolve) => void qemu.onDidChangeState(resolve));
    sockets[0]?.write('{"event": "RESUME", "timestamp": {"seconds": 1, "microseconds": 0}}\r\n');
    assert.equal(await changed, 'running');
    sockets[0]?.destroy();
    await qemu.closed;
    await assert.rejects(qemu.qmp('cont'), /closed its monitor/);
    qemu.dispose();
  });

  const letGo = (): Promise<unknown> => until('the monitor is free', () => sockets[0]?.destroyed === true);

  it('an external QEMU whose monitor refuses what it is asked has its monitor free for others', async () => {
    refused = 'query-target';
    await assert.rejects(attach(), /no/);
    await letGo();
  });

  it('an external QEMU has its monitor free for others when connecting is cancelled', async () => {
    ignored = 'query-status';
    const controller = new AbortController();
    const connecting = attach(controller.signal);
    await until('it is connected', () => sockets.length > 0);
    controller.abort(new Error('cancelled'));
    await assert.rejects(connecting, /cancelled/);
    await letGo();
  });

  it('an external QEMU is left as it is', async () => {
    const qemu = await attach();
    const waiting = qemu.qmp('query-status');
    qemu.dispose();
    await assert.rejects(waiting, /closed/);
    await qemu.closed;
  });

  it('an external QEMU may be taken, or be something else, or not be there', async () => {
    greets = false;
    const silent = attach();
    await assert.rejects(silent, /unix:.*does not greet.*another program/);
    await assert.rejects(
      connectEndpoint({ kind: 'unix', path: '/nowhere' }, signal),
      /unix:\/nowhere: there is no such socket/,
    );
    await assert.rejects(connectEndpoint({ kind: 'pty', path: '/dev/pts/1' }, signal), /only unix: and tcp:/);
    assert.equal(endpointText({ kind: 'tcp', host: '::1', port: 5 }), 'tcp:[::1]:5');
  });
});
