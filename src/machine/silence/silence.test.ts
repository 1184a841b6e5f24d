import assert from 'node:assert/strict';
import { until } from '../../../test/support/until';
import { Emitter } from '../../concurrency/event';
import { TaskGroup } from '../../concurrency/taskGroup';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { Machine } from '../machine';
import { tellSilence } from './silence';

/** A paused machine whose counters lag behind what its port has received. */
class LaggingMachine {
  readonly lines: string[] = [];
  readonly events = new Emitter<{ readonly name: string }>();
  readonly counters = { received: 0 };
  received = 0;
  private end: () => void = () => undefined;

  readonly machine = {
    state: 'paused',
    why: 'user',
    config: resolveConfiguration({ type: 'qemu' }),
    ports: [{ name: 'console', chardev: 'qsd-ser0', serial: { counters: this.counters } }],
    exit: new Promise<void>((resolve) => (this.end = resolve)),
    onDidReceiveEvent: this.events.event,
    tell: (line: string) => void this.lines.push(line),
    count: () => this.catchUp(),
    // By then the next report has come.
    qmp: () => this.catchUp(),
  };

  /** Tells of its silence while `work` lasts. */
  async during(work: () => Promise<void>): Promise<void> {
    const tasks = new TaskGroup('test');
    const resolve = (): Promise<never[]> => Promise.resolve([]);
    const setup = { isDebugged: () => false, symbols: () => ({ resolve }), silentMs: 0 };
    const machine = this.machine as unknown as Machine;
    const telling = tasks.run('silence', (task) => tellSilence(machine, setup, task));
    try {
      await work();
    } finally {
      this.end();
      await telling;
    }
  }

  private catchUp(): Promise<void> {
    this.counters.received = this.received;
    return Promise.resolve();
  }
}

describe('the silence of a machine', () => {
  it('the silence after a reset is told, though words before it were counted late', async () => {
    const lagging = new LaggingMachine();
    lagging.received = 20;
    lagging.counters.received = 4;
    await lagging.during(async () => {
      await until('it waits for a reset', () => lagging.events.listenerCount > 0);
      lagging.events.fire({ name: 'RESET' });
      await until('it is told', () => lagging.lines.some((line) => line.includes('since the reset')));
    });
  });

  it('a machine that spoke while it was asked is not told to be silent, though that is counted late', async () => {
    const lagging = new LaggingMachine();
    lagging.machine.qmp = () => {
      lagging.received = 20;
      return Promise.resolve();
    };
    await lagging.during(async () => {
      await until('it was asked and counted', () => lagging.counters.received === 20);
    });
    assert.deepEqual(lagging.lines, []);
  });
});
