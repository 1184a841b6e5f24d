import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import { Responder } from '../session/responder';
import type { DebugTarget } from '../target/target';
import { QmpMachine } from './qmpMachine';
import { QmpRunning } from './qmpRunning';

describe('QmpRunning', () => {
  let group: TaskGroup;
  beforeEach(() => {
    group = new TaskGroup('session');
  });
  afterEach(() => group.close());

  function session(why = '', stopAtEntry = false) {
    const machine = new QmpMachine();
    const commands: string[] = [];
    const facts = { why };
    const target = {
      get why() {
        return facts.why;
      },
      arch: 'i386',
      startedBySession: true,
      state: 'running',
      hmp: () => Promise.resolve('EIP=0000fff0 EFL=00000002\nCS =f000 ffff0000 0000ffff 00009b00'),
      qmp: (command: string) => {
        commands.push(command);
        return Promise.resolve({ status: 'prelaunch' });
      },
    } as unknown as DebugTarget;
    machine.target = target;
    const events: string[] = [];
    const ends: string[] = [];
    const log = new Logger(() => undefined, 'test');
    const running = new QmpRunning({
      machine,
      responder: new Responder({ group, log }, () => undefined),
      postMortem: false,
      stopAtEntry,
      signal: group.signal,
      addressesOf: () => Promise.resolve([]),
      event: (event: DebugProtocol.Event) =>
        void events.push(`${event.event} ${(event.body as { reason?: string }).reason ?? ''}`.trim()),
      end: (text) => void ends.push(text),
    });
    running.found(target);
    return { running, commands, events, ends, facts };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('QmpRunning tells of stops and resumptions that it has not made itself, once each', async () => {
    const { running, events } = session();
    running.stateChanged('running');
    running.stateChanged('paused');
    await settled();
    running.stateChanged('paused');
    running.stateChanged('running');
    await settled();
    assert.deepEqual(events, ['stopped pause', 'continued']);
  });

  it('QmpRunning explains a stop by what the machine says, and ends at a power-off', async () => {
    const panicked = session('guest-panicked');
    panicked.running.stateChanged('paused');
    const off = session('guest-shutdown');
    off.running.stateChanged('paused');
    await settled();
    assert.deepEqual([panicked.events, off.events, off.ends.length], [['stopped exception'], [], 1]);
    const info = await panicked.running.handlers.exceptionInfo?.({ threadId: 1 });
    assert.equal(info?.exceptionId, 'guest-panicked');
  });

  it('QmpRunning restarts by a reset, and lets the machine go unless it stops at the entry', async () => {
    const { running, commands, events } = session();
    await running.handlers.restart?.({});
    assert.deepEqual(commands, ['stop', 'system_reset', 'query-status', 'query-status', 'cont']);
    assert.deepEqual(events, []);
    const held = session('', true);
    await held.running.handlers.restart?.({});
    assert.ok(!held.commands.includes('cont'));
    assert.deepEqual(held.events, ['stopped entry']);
  });

  for (const paused of [false, true])
    it(`QmpRunning ${paused ? 'keeps a pause that is asked for during' : 'does not show'} a reset of the firmware’s own`, async () => {
      const { running, commands, events, facts } = session();
      await running.handlers.restart?.({});
      facts.why = 'guest-reset';
      commands.length = 0;
      running.stateChanged('running');
      running.stateChanged('paused');
      if (paused) await running.handlers.pause?.({ threadId: 1 });
      await settled();
      assert.deepEqual(events, paused ? ['stopped pause'] : []);
      assert.equal(commands.includes('cont'), !paused, commands.join(' '));
    });

  it('QmpRunning has no caller to step out to', async () => {
    const { running } = session();
    await assert.rejects(async () => await running.handlers.stepOut?.({ threadId: 1 }), /symbols/);
  });
});
