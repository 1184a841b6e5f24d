import assert from 'node:assert/strict';
import { CancelledError, abortListeners } from './abort';
import { Semaphore } from './semaphore';

const forever = new AbortController().signal;

describe('Semaphore', () => {
  it('a semaphore lets as many in as it has permits, and makes the next one wait', async () => {
    const semaphore = new Semaphore('starting', 2);
    const first = await semaphore.acquire(forever);
    await semaphore.acquire(forever);
    let third = false;
    const wait = semaphore.acquire(forever).then((release) => {
      third = true;
      return release;
    });
    await new Promise(setImmediate);
    assert.deepEqual([third, semaphore.available, semaphore.waiting], [false, 0, 1]);
    first();
    (await wait)();
    assert.deepEqual([semaphore.available, semaphore.waiting], [1, 0]);
  });

  it('a semaphore is fair: nobody overtakes one that waits', async () => {
    const semaphore = new Semaphore('one', 1);
    const order: string[] = [];
    const enter = async (name: string): Promise<void> => {
      const release = await semaphore.acquire(forever);
      order.push(name);
      await new Promise(setImmediate);
      release();
    };
    const held = await semaphore.acquire(forever);
    const early = [enter('a'), enter('b')];
    held();
    const newcomer = enter('newcomer');
    await Promise.all([...early, newcomer]);
    assert.deepEqual(order, ['a', 'b', 'newcomer']);
  });

  it('a semaphore takes a permit back only once', async () => {
    const semaphore = new Semaphore('one', 1);
    const release = await semaphore.acquire(forever);
    release();
    release();
    assert.equal(semaphore.available, 1);
  });

  it('a semaphore loses no permit when a waiter is aborted', async () => {
    const semaphore = new Semaphore('one', 1);
    const controller = new AbortController();
    const release = await semaphore.acquire(forever);
    const aborted = semaphore.acquire(controller.signal);
    const other = semaphore.acquire(forever);
    controller.abort(new CancelledError());
    await assert.rejects(aborted, CancelledError);
    release();
    (await other)();
    assert.equal(semaphore.available, 1);
    await assert.rejects(semaphore.acquire(controller.signal), CancelledError);
    assert.equal(semaphore.available, 1);
  });

  it('a waiter that is aborted as it gets its permit can give it back', async () => {
    const semaphore = new Semaphore('one', 1);
    const controller = new AbortController();
    const release = await semaphore.acquire(forever);
    const wait = semaphore.acquire(controller.signal);
    release();
    controller.abort();
    (await wait)();
    assert.equal(semaphore.available, 1);
    assert.equal(abortListeners(controller.signal), 0);
  });

  it('a semaphore takes the permit back when the work fails', async () => {
    const semaphore = new Semaphore('one', 1);
    await assert.rejects(
      semaphore.use(forever, () => Promise.reject(new Error('work'))),
      /work/,
    );
    assert.equal(await semaphore.use(forever, () => Promise.resolve(semaphore.available)), 0);
    assert.equal(semaphore.available, 1);
  });
});
