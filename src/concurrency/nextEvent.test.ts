import assert from 'node:assert/strict';
import { Emitter } from './event';
import { nextEvent } from './nextEvent';

describe('the next event', () => {
  const { signal } = new AbortController();

  it('the next event is the first that is accepted, and nobody listens after it', async () => {
    const emitter = new Emitter<number>();
    const next = nextEvent(emitter.event, (value) => value > 1, signal);
    for (const value of [1, 2, 3]) emitter.fire(value);
    assert.equal(await next, 2);
    assert.equal(emitter.listenerCount, 0);
  });

  it('the next event is not waited for any more when that is cancelled', async () => {
    const emitter = new Emitter<number>();
    const controller = new AbortController();
    const next = nextEvent(emitter.event, () => true, controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(next, /enough/);
    assert.equal(emitter.listenerCount, 0);
  });
});
