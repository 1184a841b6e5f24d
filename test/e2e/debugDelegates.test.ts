/**
 * Sessions that are handed to a debugger of somebody else's. A stand-in for GDB's own adapter, which not every system
 * has, says what it was asked.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { endDebugging, GUEST, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { expectGone } from './support/machines';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

/** Speaks the protocol as far as the editor needs it to, and writes down every request. */
const STAND_IN = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
if (process.argv[2] === '--version') {
  console.log('GNU gdb (Stand-in) 15.1');
  process.exit(0);
}
const log = __dirname + '/requests';
appendFileSync(log, JSON.stringify({ command: 'started', arguments: process.argv.slice(2) }) + '\\n');
let seq = 1, received = Buffer.alloc(0);
const send = (message) => {
  const text = JSON.stringify({ seq: seq++, ...message });
  process.stdout.write('Content-Length: ' + Buffer.byteLength(text) + '\\r\\n\\r\\n' + text);
};
const event = (name, body = {}) => send({ type: 'event', event: name, body });
const bodies = {
  initialize: { supportsConfigurationDoneRequest: true },
  threads: { threads: [{ id: 1, name: 'vCPU' }] },
  stackTrace: { stackFrames: [] },
  continue: { allThreadsContinued: true },
};
const after = {
  attach: () => event('initialized'),
  configurationDone: () => event('stopped', { reason: 'entry', threadId: 1, allThreadsStopped: true }),
  pause: () => event('stopped', { reason: 'pause', threadId: 1, allThreadsStopped: true }),
  disconnect: () => process.exit(0),
};
process.stdin.on('data', (chunk) => {
  received = Buffer.concat([received, chunk]);
  for (;;) {
    const head = /^Content-Length: (\\d+)\\r\\n\\r\\n/.exec(received.toString('latin1'));
    if (!head || received.length < head[0].length + Number(head[1])) return;
    const text = received.toString('utf8', head[0].length, head[0].length + Number(head[1]));
    received = received.subarray(head[0].length + Number(head[1]));
    const { seq: request_seq, command, arguments: args } = JSON.parse(text);
    appendFileSync(log, JSON.stringify({ command, arguments: args }) + '\\n');
    send({ type: 'response', request_seq, command, success: true, body: bodies[command] });
    after[command]?.();
  }
});
process.stdin.on('end', () => process.exit(0));
`;

interface Request {
  readonly command: string;
  readonly arguments?: Record<string, unknown> & readonly string[];
}

describe('a session that is handed to GDB’s own adapter', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  let gdb: string;

  const requests = async (): Promise<Request[]> => {
    const text = await readFile(join(folder, 'requests'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Request);
  };
  const request = (command: string): Promise<Request> =>
    until(`it is asked to ${command}`, async () => (await requests()).find((one) => one.command === command));
  const start = async (config: object = {}): Promise<MachineApi> => {
    const complete = { type: 'qemu', request: 'launch', name: 'handed', kernel: SAMPLE, cwd: GUEST };
    await vscode.debug.startDebugging(undefined, { ...complete, debugger: 'gdb-dap', gdb, ...config });
    return await until('there is a machine', () => api.machines[0]);
  };
  const noSession = (): Promise<unknown> =>
    until('all sessions have ended', () => vscode.debug.activeDebugSession === undefined);

  before(async () => (api = await activate()));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-gdb-'));
    gdb = join(folder, 'gdb');
    await writeFile(gdb, STAND_IN, { mode: 0o755 });
  });
  afterEach(async () => {
    await endDebugging(api);
    await expectNoChildren();
    await rm(folder, { recursive: true });
  });

  it('a session that is handed to GDB’s own adapter starts the machine before its first instruction, and tells where it is', async () => {
    const machine = await start({ stopOnSymbol: 'kernel_main', setupCommands: ['set print pretty on'] });
    const { arguments: started } = await request('started');
    assert.ok(started);
    assert.equal(started[0], '--interpreter=dap');
    for (const command of ['thbreak kernel_main', 'set print pretty on'])
      assert.ok(started.includes(command), started.join(' '));
    const { arguments: attach } = await request('attach');
    assert.ok(attach);
    assert.equal(attach['program'], SAMPLE);
    assert.match(String(attach['target']), /gdb\.sock$/);
    assert.equal(machine.state, 'paused');
    await request('continue');
    await vscode.commands.executeCommand('qemu.pause', machine.id);
    await request('pause');
  });

  it('a session that is handed to GDB’s own adapter ends with the machine, and the machine with it', async () => {
    const machine = await start();
    await request('continue');
    await vscode.commands.executeCommand('workbench.action.debug.stop');
    await machine.exit;
    await expectGone(machine);
    await noSession();
    const second = await start();
    await until(
      'there is a second session',
      async () => (await requests()).filter(({ command }) => command === 'continue').length === 2,
    );
    process.kill(second.pid, 'SIGKILL');
    await noSession();
    await request('disconnect');
  });

  it('a session for GDB’s own adapter is refused when GDB is too old', async () => {
    await writeFile(gdb, `#!/bin/sh\necho 'GNU gdb (Old) 13.1'\n`, { mode: 0o755 });
    const complete = {
      type: 'qemu',
      request: 'launch',
      name: 'old',
      kernel: SAMPLE,
      debugger: 'gdb-dap',
      gdb,
    };
    // The editor shows why in a dialog, which it refuses to under test.
    await Promise.resolve(vscode.debug.startDebugging(undefined, complete)).catch((error: unknown) =>
      assert.match(String(error), /needs GDB 14 or newer/),
    );
    await noSession();
    assert.deepEqual(api.machines, []);
  });
});
