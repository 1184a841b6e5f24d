import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { CancelledError } from '../../concurrency/abort';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import { NoGdbError } from '../plan/findGdb';
import { Responder } from './responder';

describe('Responder', () => {
  let group: TaskGroup;
  let sent: DebugProtocol.Response[];
  let logged: string[];
  let responder: Responder;
  beforeEach(() => {
    group = new TaskGroup('session');
    sent = [];
    logged = [];
    const log = new Logger(({ text }) => void logged.push(text), 'test');
    responder = new Responder({ group, log }, (response) => void sent.push(response));
  });
  afterEach(() => group.close());

  const request = (seq: number, command: string, args?: unknown): DebugProtocol.Request => {
    const made = { seq, type: 'request' as const, command, arguments: args };
    responder.begin(made);
    return made;
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('Responder answers a request with the body that its handler returns', async () => {
    const handlers = {
      scopes: ({ frameId }: { frameId: number }) => Promise.resolve({ scopes: [], frameId }),
    };
    assert.ok(responder.serve(request(3, 'scopes', { frameId: 7 }), handlers));
    await settled();
    assert.equal(sent.length, 1);
    assert.deepEqual(
      [sent[0]?.request_seq, sent[0]?.success, sent[0]?.body],
      [3, true, { scopes: [], frameId: 7 }],
    );
  });

  it('Responder leaves a request alone that no handler is for, whatever it is called', () => {
    for (const [seq, command] of ['modules', 'toString', 'constructor'].entries())
      assert.equal(responder.serve(request(seq, command), { pause: () => Promise.resolve() }), false);
    responder.close([]);
  });

  it('Responder shows nobody that a view was asked for when the guest was let go on, but that an expression was', async () => {
    const running = (): Promise<never> => Promise.reject(new Error('Selected thread is running.'));
    responder.serve(request(1, 'variables'), { variables: running });
    responder.serve(request(2, 'evaluate'), { evaluate: running });
    await settled();
    const shown = sent.map(({ success, body }) => [
      success,
      (body as DebugProtocol.ErrorResponse['body']).error?.showUser,
    ]);
    assert.deepEqual(shown, [
      [false, false],
      [false, true],
    ]);
  });

  it('Responder gives the editor a button that installs the program whose absence refuses a request', async () => {
    const missing = new NoGdbError('No GDB was found.', { tool: 'gdb', arch: 'aarch64' });
    responder.serve(request(1, 'pause'), { pause: () => Promise.reject(missing) });
    await settled();
    const { error } = sent[0]?.body as DebugProtocol.ErrorResponse['body'];
    assert.equal(
      decodeURIComponent(error?.url ?? ''),
      'command:qemu.install?[{"tool":"gdb","arch":"aarch64"}]',
    );
    assert.equal(error?.urlLabel, 'Install…');
  });

  it('Responder refuses a request with the message of what its handler throws', async () => {
    const failing = (error: Error) => ({ pause: () => Promise.reject(error) });
    responder.serve(request(1, 'pause'), failing(new Error('The guest does not stop.')));
    responder.serve(request(2, 'pause'), failing(new CancelledError('cancelled')));
    await settled();
    const shown = sent.map(({ success, message, body }) => [
      success,
      message,
      (body as { error: { showUser: boolean } }).error.showUser,
    ]);
    assert.deepEqual(shown, [
      [false, 'The guest does not stop.', true],
      [false, 'cancelled', false],
    ]);
  });

  it('Responder sends one answer to a request, however many are given', async () => {
    const asked = request(1, 'pause');
    responder.serve(asked, { pause: () => Promise.resolve() });
    await settled();
    responder.refuse(asked, new Error('too late'));
    assert.deepEqual(
      sent.map(({ success }) => success),
      [true],
    );
  });

  it('Responder keeps a failure in the background from ending the session, and logs it', async () => {
    responder.inBackground('reason of the stop', () => Promise.reject(new Error('no monitor')));
    await settled();
    assert.deepEqual(logged, ['reason of the stop: no monitor']);
    assert.equal(group.failure, undefined);
  });

  it('Responder cancels open requests when the session is over, except those that answer themselves', async () => {
    request(1, 'threads');
    request(2, 'disconnect');
    responder.close(['disconnect']);
    await settled();
    assert.deepEqual(
      sent.map(({ request_seq, message }) => [request_seq, message]),
      [[1, 'The session has ended.']],
    );
    responder.close([]);
  });
});
