import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import {
  CancelledError,
  ChildAbortController,
  abortListeners,
  isCancelled,
  onAbort,
  raceAbort,
} from './abort';

const never = new Promise<never>(() => undefined);

describe('isCancelled', () => {
  it('isCancelled knows our own cancelling and the platform’s, and nothing else', () => {
    assert.ok(isCancelled(new CancelledError()));
    assert.ok(isCancelled(AbortSignal.abort().reason));
    assert.ok(!isCancelled(new Error('x')));
    assert.ok(!isCancelled(undefined));
  });
});

describe('onAbort', () => {
  it('onAbort calls back once, at once when the signal has aborted already, and not after dispose', () => {
    const controller = new AbortController();
    const calls: string[] = [];
    onAbort(controller.signal, () => calls.push('heard'));
    onAbort(controller.signal, () => calls.push('disposed')).dispose();
    controller.abort();
    controller.abort();
    onAbort(controller.signal, () => calls.push('late')).dispose();
    assert.deepEqual(calls, ['heard', 'late']);
  });

  it('onAbort tells its listeners in order, and not those that are disposed meanwhile', () => {
    const controller = new AbortController();
    const calls: number[] = [];
    onAbort(controller.signal, () => {
      calls.push(1);
      second.dispose();
    });
    const second = onAbort(controller.signal, () => calls.push(2));
    onAbort(controller.signal, () => calls.push(3));
    assert.equal(abortListeners(controller.signal), 3);
    controller.abort();
    assert.deepEqual(calls, [1, 3]);
    assert.equal(abortListeners(controller.signal), 0);
  });

  it('onAbort adds a single listener of the platform to a signal, however many listen', () => {
    const { signal } = new AbortController();
    const subscriptions = Array.from({ length: 20 }, () => onAbort(signal, () => undefined));
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    for (const subscription of subscriptions) subscription.dispose();
    assert.equal(abortListeners(signal), 0);
  });
});

describe('ChildAbortController', () => {
  it('a ChildAbortController aborts with its parent, for its parent’s reason', () => {
    const parent = new AbortController();
    const child = new ChildAbortController(parent.signal);
    parent.abort(new CancelledError('over'));
    assert.equal(child.signal.reason, parent.signal.reason);
    assert.ok(new ChildAbortController(parent.signal).signal.aborted, 'also when it comes late');
  });

  it('a ChildAbortController that aborts alone needs nothing more of its parent', () => {
    const parent = new AbortController();
    const child = new ChildAbortController(parent.signal);
    child.abort();
    assert.ok(!parent.signal.aborted);
    assert.equal(abortListeners(parent.signal), 0);
  });

  it('a ChildAbortController lets go of its parent when it is disposed', () => {
    const parent = new AbortController();
    const child = new ChildAbortController(parent.signal);
    child.dispose();
    parent.abort();
    assert.ok(!child.signal.aborted);
  });

  it('a ChildAbortController works without a parent', () => {
    const child = new ChildAbortController(undefined);
    child.abort();
    assert.ok(child.signal.aborted);
  });
});

describe('raceAbort', () => {
  it('raceAbort gives what the promise gives', async () => {
    const { signal } = new AbortController();
    assert.equal(await raceAbort(Promise.resolve(7), signal), 7);
    await assert.rejects(raceAbort(Promise.reject(new Error('own')), signal), /own/);
    assert.equal(abortListeners(signal), 0);
  });

  it('raceAbort throws the signal’s reason when the signal aborts during the wait', async () => {
    const controller = new AbortController();
    const wait = raceAbort(never, controller.signal);
    const reason = new CancelledError();
    controller.abort(reason);
    await assert.rejects(wait, (error) => error === reason);
  });

  it('raceAbort throws for a signal that has aborted before, and leaves no rejection unhandled', async () => {
    const signal = AbortSignal.abort(new CancelledError());
    await assert.rejects(raceAbort(Promise.resolve(1), signal), CancelledError);
    await assert.rejects(raceAbort(Promise.reject(new Error('lost')), signal), CancelledError);
    const controller = new AbortController();
    let fail: (error: Error) => void = () => undefined;
    const wait = raceAbort(new Promise<never>((_, reject) => (fail = reject)), controller.signal);
    controller.abort();
    await assert.rejects(wait);
    fail(new Error('nobody hears'));
    await new Promise(setImmediate);
  });
});
