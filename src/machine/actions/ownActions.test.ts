import assert from 'node:assert/strict';
import { until } from '../../../test/support/until';
import { Emitter } from '../../concurrency/event';
import { TaskGroup } from '../../concurrency/taskGroup';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { MachineConfiguration } from '../../config/types';
import type { PortCrash } from '../../serial/client';
import type { EndReport } from '../end/endReport';
import { followActions } from './ownActions';

describe('actions of a machine', () => {
  let tasks: TaskGroup;
  let crashes: Emitter<PortCrash>;
  let told: string[];
  let notified: string[];
  let pauses: number;
  let finishPause: (error?: Error) => void;
  /** Ends the machine. */
  let end: () => void;

  beforeEach(() => {
    tasks = new TaskGroup('test');
    crashes = new Emitter();
    [told, notified, pauses] = [[], [], 0];
  });
  afterEach(async () => {
    end();
    await tasks.close();
  });

  function follow(fields: Partial<MachineConfiguration>): void {
    const exit = new Promise<EndReport>((resolve) => (end = () => resolve({} as EndReport)));
    const pause = async (): Promise<void> => {
      pauses++;
      await new Promise<void>((resolve, reject) => {
        finishPause = (error) => (error ? reject(error) : resolve());
      });
    };
    followActions(
      {
        name: 'm',
        config: resolveConfiguration({ type: 'qemu', ...fields }),
        exit,
        onDidFindCrash: crashes.event,
        pause,
        ports: [],
        qmp: () => Promise.resolve(),
        state: 'running',
        stop: () => exit,
        tell: (text) => told.push(text),
      },
      { tasks, notify: (text) => notified.push(text) },
    );
  }

  const crash = (title: string): void =>
    crashes.fire({ port: 'serial0', report: { title } } as unknown as PortCrash);

  it('a crash while another one is seen to is a part of it', async () => {
    follow({ onCrash: ['pause', 'notify'] });
    crash('oops');
    await until('it is being paused', () => pauses === 1);
    crash('panic');
    finishPause();
    await until('it is told', () => notified.length > 0);
    assert.deepEqual([pauses, notified], [1, ['The guest of "m" has crashed: oops (the guest was paused)']]);
  });

  it('a failure is told, and not again when it is the same the next time', async () => {
    follow({ onCrash: ['pause', 'notify'] });
    for (const times of [1, 2, 3]) {
      crash('oops');
      await until('it is being paused', () => pauses === times);
      finishPause(new Error(times < 3 ? 'no' : 'never'));
      await until('what follows is done all the same', () => notified.length === times);
    }
    assert.deepEqual(told, ['onCrash: "pause" failed: no', 'onCrash: "pause" failed: never']);
    assert.equal(notified[0], 'The guest of "m" has crashed: oops');
  });

  it('a machine without actions has nothing run for it', () => {
    follow({});
    assert.deepEqual(tasks.snapshot().children, []);
    assert.equal(crashes.listenerCount, 0);
  });
});
