import assert from 'node:assert/strict';
import { Emitter } from '../../concurrency/event';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import type { LogRecord } from '../../log/record';
import { QmpMonitor } from './qmpMonitor';
import type { QmpClient } from '../qmp/client';
import type { QmpEvent } from '../qmp/messages';
import { StateTracker } from './stateTracker';

describe('monitor and state', () => {
  let tasks: TaskGroup;
  let events: Emitter<QmpEvent>;
  let tracker: StateTracker;
  let monitor: QmpMonitor;
  let status: string;
  let onCommand: (command: string, args: unknown) => unknown;
  const records: LogRecord[] = [];
  const seen: string[] = [];

  beforeEach(() => {
    tasks = new TaskGroup('test');
    events = new Emitter();
    status = 'running';
    onCommand = () => ({});
    records.length = 0;
    seen.length = 0;
    const client = {
      onEvent: events.event,
      execute: (command: string, args: unknown) => Promise.resolve().then(() => onCommand(command, args)),
    };
    tracker = new StateTracker(
      tasks,
      () => Promise.resolve(status),
      () => true,
    );
    const log = new Logger((record) => records.push(record), 'qmp');
    monitor = new QmpMonitor(client as unknown as QmpClient, tracker, log);
    fire('RESUME');
    tracker.input({ kind: 'started' });
    tracker.onDidChange((state) => seen.push(`${state} ${tracker.model.why}`.trim()));
  });
  afterEach(async () => {
    monitor.dispose();
    tracker.dispose();
    await tasks.close();
  });

  function fire(name: string, data: Record<string, unknown> = {}, time = 0): void {
    events.fire({ name, data, time });
  }

  async function settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  it('the monitor puts a stop down to the user who asked for it', async () => {
    onCommand = () => fire('STOP');
    await monitor.run('stop');
    await settled();
    assert.deepEqual(seen, ['paused user']);
  });

  it('the monitor asks about any other stop', async () => {
    status = 'paused';
    fire('STOP');
    await settled();
    assert.deepEqual(seen, ['paused paused', 'paused debugger']);
  });

  it('the monitor does not blame the user for a later stop when theirs had no effect', async () => {
    await monitor.run('stop');
    status = 'io-error';
    fire('STOP');
    await settled();
    assert.equal(tracker.model.why, 'io-error');
  });

  it('the monitor sees through a snapshot that is a job', async () => {
    await monitor.run('snapshot-save', { 'job-id': 'j' });
    fire('STOP');
    fire('RESUME');
    fire('JOB_STATUS_CHANGE', { id: 'j', status: 'concluded' });
    await settled();
    assert.deepEqual(seen, []);
    status = 'paused';
    fire('STOP');
    await settled();
    assert.equal(tracker.model.state, 'paused');
  });

  it('the monitor forgets a job that could not be started', async () => {
    onCommand = () => {
      throw new Error('no');
    };
    await assert.rejects(monitor.run('snapshot-save', { 'job-id': 'j' }), /no/);
    assert.equal(tracker.model.busy, 0);
  });

  it('the monitor notices after savevm that the guest was paused all along', async () => {
    onCommand = () => '';
    status = 'paused';
    await monitor.hmp('savevm s');
    await settled();
    assert.equal(tracker.model.state, 'paused');
  });

  it('the monitor gives the human monitor’s lines ordinary ends', async () => {
    onCommand = () => 'a\r\nb\r\n';
    assert.equal(await monitor.hmp('info x'), 'a\nb\n');
  });

  it('the monitor logs a storm in a few lines', () => {
    const counted: number[] = [];
    monitor.onDidReceiveEvent(({ count }) => counted.push(count));
    for (let i = 0; i < 5000; i++) fire('RESET', { guest: true }, i);
    monitor.end();
    assert.equal(
      counted.reduce((sum, count) => sum + count, 0),
      5000,
    );
    assert.ok(records.length < 10);
    assert.ok(records.some(({ text }) => text === 'event RESET ×4999 {"guest":true}'));
    assert.equal(tracker.model.why, 'reset loop');
  });
});
