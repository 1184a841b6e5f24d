import assert from 'node:assert/strict';
import { CancelledError, abortListeners } from './abort';
import { BoundedQueue, QueueClosedError } from './boundedQueue';

const forever = new AbortController().signal;

/** Whether a promise has settled by now, everything that is due having happened. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  const mark = (): void => void (done = true);
  promise.then(mark, mark);
  await new Promise(setImmediate);
  return done;
}

describe('BoundedQueue', () => {
  it('a queue is first in, first out, and counts what it holds', async () => {
    const queue = new BoundedQueue<string>('q', 3);
    for (const item of ['a', 'b', 'c']) await queue.put(item, forever);
    assert.deepEqual([queue.depth, queue.highWaterMark], [3, 3]);
    assert.deepEqual([await queue.take(forever), await queue.take(forever)], ['a', 'b']);
    assert.deepEqual([queue.depth, queue.highWaterMark], [1, 3]);
  });

  it('put() waits while the queue is full, and items are admitted in the order of arrival', async () => {
    const queue = new BoundedQueue<string>('q', 1);
    await queue.put('a', forever);
    const b = queue.put('b', forever);
    const c = queue.put('c', forever);
    assert.equal(await settled(b), false);
    assert.equal(await queue.take(forever), 'a');
    await b;
    assert.equal(await settled(c), false);
    assert.deepEqual([await queue.take(forever), await queue.take(forever)], ['b', 'c']);
    await c;
  });

  it('take() serves those that wait in the order of arrival', async () => {
    const queue = new BoundedQueue<string>('q', 1);
    const takes = [queue.take(forever), queue.take(forever)];
    await queue.put('a', forever);
    await queue.put('b', forever);
    assert.deepEqual(await Promise.all(takes), ['a', 'b']);
    assert.equal(queue.depth, 0);
  });

  it('offer() adds an item only when nobody waits for room', async () => {
    const { signal } = new AbortController();
    const queue = new BoundedQueue<string>('q', 2);
    assert.deepEqual([queue.offer('a'), queue.offer('b'), queue.offer('c')], [true, true, false]);
    const waiting = queue.put('d', signal);
    assert.equal(await queue.take(signal), 'a');
    await waiting;
    assert.equal(queue.offer('e'), false);
    assert.deepEqual([await queue.take(signal), await queue.take(signal)], ['b', 'd']);
    const taken = queue.take(signal);
    assert.equal(queue.offer('f'), true);
    assert.equal(await taken, 'f');
    queue.close();
    assert.equal(queue.offer('g'), false);
  });

  it('a newcomer that would fit waits behind an item that does not', async () => {
    const queue = new BoundedQueue<Uint8Array>('bytes', 10, (item) => item.length);
    await queue.put(new Uint8Array(8), forever);
    const big = queue.put(new Uint8Array(5), forever);
    const small = queue.put(new Uint8Array(1), forever);
    assert.equal(await settled(small), false);
    await queue.take(forever);
    await Promise.all([big, small]);
    assert.equal(queue.depth, 6);
  });

  it('an item larger than the capacity is admitted alone, into an empty queue', async () => {
    const queue = new BoundedQueue<Uint8Array>('bytes', 10, (item) => item.length);
    await queue.put(new Uint8Array(100), forever);
    const next = queue.put(new Uint8Array(100), forever);
    assert.equal(await settled(next), false);
    assert.equal((await queue.take(forever))?.length, 100);
    await next;
    assert.deepEqual([queue.depth, queue.highWaterMark], [100, 100]);
  });

  it('empty items count against the bound, too', async () => {
    const queue = new BoundedQueue<Uint8Array>('bytes', 2, (item) => item.length);
    await queue.put(new Uint8Array(0), forever);
    await queue.put(new Uint8Array(0), forever);
    const third = queue.put(new Uint8Array(0), forever);
    assert.equal(await settled(third), false);
    await queue.take(forever);
    await third;
  });

  it('an item may change its size while it is in the queue', async () => {
    const queue = new BoundedQueue<number[]>('lists', 5, (item) => item.length);
    const item = [1, 2, 3];
    await queue.put(item, forever);
    item.push(4, 5, 6);
    await queue.take(forever);
    assert.equal(queue.depth, 0);
  });

  it('an item whose put() was aborted is not added, and the next one gets in', async () => {
    const queue = new BoundedQueue<Uint8Array>('bytes', 10, (item) => item.length);
    await queue.put(new Uint8Array(6), forever);
    const controller = new AbortController();
    const big = queue.put(new Uint8Array(9), controller.signal);
    const small = queue.put(new Uint8Array(4), forever);
    assert.equal(await settled(small), false, 'behind the big one');
    controller.abort(new CancelledError());
    await assert.rejects(big, CancelledError);
    await small;
    assert.equal(queue.depth, 10);
  });

  it('no item is lost when a take() is aborted', async () => {
    const queue = new BoundedQueue<string>('q', 1);
    const controller = new AbortController();
    const aborted = queue.take(controller.signal);
    const other = queue.take(forever);
    controller.abort(new CancelledError());
    await assert.rejects(aborted, CancelledError);
    await queue.put('a', forever);
    assert.equal(await other, 'a');
  });

  it('put() and take() refuse a signal that has aborted before anything else', async () => {
    const queue = new BoundedQueue<string>('q', 1);
    const signal = AbortSignal.abort(new CancelledError());
    await assert.rejects(queue.put('a', signal), CancelledError);
    await assert.rejects(queue.take(signal), CancelledError);
    assert.equal(queue.depth, 0);
  });

  it('closing a full queue rejects the put() that waits, and what is inside can still be taken', async () => {
    const queue = new BoundedQueue<string>('q', 1);
    await queue.put('a', forever);
    const waiting = [queue.put('b', forever), queue.put('c', forever)];
    queue.close();
    queue.close();
    for (const wait of waiting) await assert.rejects(wait, QueueClosedError);
    await assert.rejects(queue.put('d', forever), /queue "q" is closed/);
    assert.equal(await queue.take(forever), 'a');
    assert.equal(await queue.take(forever), undefined);
    assert.ok(queue.closed);
  });

  it('closing an empty queue tells the take() that waits', async () => {
    const queue = new BoundedQueue<string>('q', 1);
    const takes = Promise.all([queue.take(forever), queue.take(forever)]);
    queue.close();
    assert.deepEqual(await takes, [undefined, undefined]);
  });

  it('a queue carries items that are falsy', async () => {
    const queue = new BoundedQueue<string | number | boolean>('q', 3);
    for (const item of ['', 0, false]) await queue.put(item, forever);
    assert.deepEqual(
      [await queue.take(forever), await queue.take(forever), await queue.take(forever)],
      ['', 0, false],
    );
  });

  it('a queue keeps order and count through a long stream with a slow consumer', async () => {
    const queue = new BoundedQueue<number>('q', 7);
    const { signal } = new AbortController();
    const producer = (async () => {
      for (let n = 0; n < 2000; n++) await queue.put(n, signal);
      queue.close();
    })();
    const seen: number[] = [];
    for (let n = await queue.take(signal); n !== undefined; n = await queue.take(signal)) {
      seen.push(n);
      if (n % 100 === 0) await new Promise(setImmediate);
    }
    await producer;
    assert.deepEqual(
      seen,
      Array.from({ length: 2000 }, (_, n) => n),
    );
    assert.ok(queue.highWaterMark <= 7);
    assert.equal(abortListeners(signal), 0);
  });
});
