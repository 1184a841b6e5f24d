import assert from 'node:assert/strict';
import { ChildAbortController, abortListeners, raceAbort } from './abort';
import { BoundedQueue } from './boundedQueue';
import { Gate } from './gate';
import { Semaphore } from './semaphore';
import { TaskGroup } from './taskGroup';
import { delay, withTimeout } from './timeout';

const TIMES = 10_000;

/** Signals live as long as the window does: a wait that leaves a listener behind leaks for days. */
describe('ten thousand waits on one signal', () => {
  const waits: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
    raceAbort: (signal) => raceAbort(Promise.resolve(), signal),
    'raceAbort that fails': (signal) => raceAbort(Promise.reject(new Error()), signal),
    withTimeout: (signal) => withTimeout('it', 60_000, signal, () => Promise.resolve()),
    'withTimeout with waits inside': (signal) =>
      withTimeout('it', 60_000, signal, (inner) => raceAbort(Promise.resolve(), inner)),
    'delay that is aborted': (signal) => {
      const own = new ChildAbortController(signal);
      const wait = delay(60_000, own.signal);
      own.abort();
      return wait;
    },
    'Gate.wait': (signal) => {
      const gate = new Gate('g');
      const wait = gate.wait(signal);
      gate.open();
      return wait;
    },
    'BoundedQueue.take': (signal) => {
      const queue = new BoundedQueue<string>('q', 1);
      const wait = queue.take(signal);
      return Promise.all([wait, queue.put('x', signal)]);
    },
    'BoundedQueue.put when full': async (signal) => {
      const queue = new BoundedQueue<string>('q', 1);
      await queue.put('x', signal);
      const wait = queue.put('y', signal);
      await queue.take(signal);
      await wait;
    },
    'a queue that is closed': (signal) => {
      const queue = new BoundedQueue<string>('q', 1);
      const wait = queue.take(signal);
      queue.close();
      return wait;
    },
    'Semaphore.use': (signal) => {
      const semaphore = new Semaphore('s', 1);
      const work = (): Promise<void> => Promise.resolve();
      return Promise.all([semaphore.use(signal, work), semaphore.use(signal, work)]);
    },
  };

  for (const [name, wait] of Object.entries(waits)) {
    it(`ten thousand waits of ${name} leave no listener on their signal`, async () => {
      const { signal } = new AbortController();
      for (let turn = 0; turn < TIMES; turn++) await wait(signal).catch(() => undefined);
      assert.equal(abortListeners(signal), 0);
    });
  }

  it('groups that were closed leave no listener on their parent’s signal', async () => {
    const parent = new TaskGroup('parent');
    for (let turn = 0; turn < 1000; turn++) {
      const group = parent.group(`g${turn}`);
      void group.run('t', ({ signal }) => delay(60_000, signal));
      await group.close();
    }
    assert.equal(abortListeners(parent.signal), 0);
    assert.deepEqual(parent.snapshot().children, []);
    await parent.close();
  });
});
