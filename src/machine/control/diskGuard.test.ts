import assert from 'node:assert/strict';
import { until } from '../../../test/support/until';
import { Emitter } from '../../concurrency/event';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import type { DiskNews } from '../../serial/client';
import { DiskGuard, type DiskChange, type DiskGuardParts } from './diskGuard';
import { INITIAL_STATE, reduce, type StateInput } from './state';

describe('the guard of a machine’s disk', () => {
  let group: TaskGroup;
  let news: Emitter<DiskNews>;
  let model: typeof INITIAL_STATE;
  let changes: DiskChange[];
  let stops: number;

  const input = (next: StateInput): void => void (model = reduce(model, next));

  function watch(policy: DiskGuardParts['policy'], stop?: () => Promise<unknown>): void {
    const guard = new DiskGuard({
      serial: { onDidChangeDisk: news.event },
      policy,
      tracker: {
        get model() {
          return model;
        },
        input,
      },
      stop:
        stop ??
        (() => {
          stops++;
          input({ kind: 'event', event: { name: 'STOP', data: {}, time: 0 } });
          return Promise.resolve();
        }),
      group,
      log: new Logger(() => undefined, 'test'),
    });
    guard.onDidChange((change) => changes.push(change));
  }

  const tell = async (state: DiskNews['state']): Promise<void> => {
    const before = changes.length;
    news.fire({ state, path: '/d', freeBytes: 1000 });
    await until(() => changes.length > before);
  };

  beforeEach(() => {
    group = new TaskGroup('test');
    news = new Emitter();
    model = INITIAL_STATE;
    changes = [];
    stops = 0;
    input({ kind: 'started' });
  });
  afterEach(() => group.close());

  it('a full disk pauses a machine that runs, and is named as the reason', async () => {
    watch('pause');
    await tell('low');
    assert.deepEqual([model.state, model.why, model.cause], ['paused', 'disk', undefined]);
    assert.deepEqual(changes, [{ state: 'low', path: '/d', freeBytes: 1000, paused: true }]);
  });

  it('a full disk leaves a machine alone that is paused already, and does not resume it when there is space', async () => {
    watch('pause');
    await tell('low');
    await tell('full');
    await tell('enough');
    assert.equal(stops, 1);
    assert.deepEqual(
      changes.map(({ paused }) => paused),
      [true, false, false],
    );
    assert.equal(model.state, 'paused');
  });

  it('a full disk is only told of if that is what the person wants', async () => {
    watch('warn');
    await tell('low');
    assert.deepEqual([stops, model.state, changes[0]?.paused], [0, 'running', false]);
  });

  it('a full disk is told of even if the machine cannot be paused any more', async () => {
    watch('pause', () => Promise.reject(new Error('QEMU has ended')));
    await tell('full');
    assert.deepEqual([changes[0]?.paused, model.cause], [false, undefined]);
    assert.equal(group.failure, undefined);
  });
});
