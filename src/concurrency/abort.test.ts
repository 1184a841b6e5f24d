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
  it('knows our own cancelling and the platform’s, and nothing else', () => {
    assert.ok(isCancelled(new CancelledError()));
    assert.ok(isCancelled(AbortSignal.abort().reason));
    assert.ok(!isCancelled(new Error('x')));
    assert.ok(!isCancelled(undefined));
  });
});

describe('onAbort', () => {
  it('calls once, at once when it is too late, and not after dispose', () => {
    const controller = new AbortController();
    const calls: string[] = [];
    onAbort(controller.signal, () => calls.push('heard'));
    onAbort(controller.signal, () => calls.push('disposed')).dispose();
    controller.abort();
    controller.abort();
    onAbort(controller.signal, () => calls.push('late')).dispose();
    assert.deepEqual(calls, ['heard', 'late']);
  });

  it('tells in order, and not those who are disposed meanwhile', () => {
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

  it('has one listener of the platform for all', () => {
    const { signal } = new AbortController();
    const subscriptions = Array.from({ length: 20 }, () => onAbort(signal, () => undefined));
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    for (const subscription of subscriptions) subscription.dispose();
    assert.equal(abortListeners(signal), 0);
  });
});

describe('ChildAbortController', () => {
  it('aborts with its parent, for its parent’s reason', () => {
    const parent = new AbortController();
    const child = new ChildAbortController(parent.signal);
    parent.abort(new CancelledError('over'));
    assert.equal(child.signal.reason, parent.signal.reason);
    assert.ok(new ChildAbortController(parent.signal).signal.aborted, 'also when it comes late');
  });

  it('aborts alone, and then needs nothing of its parent', () => {
    const parent = new AbortController();
    const child = new ChildAbortController(parent.signal);
    child.abort();
    assert.ok(!parent.signal.aborted);
    assert.equal(abortListeners(parent.signal), 0);
  });

  it('lets go of its parent when disposed', () => {
    const parent = new AbortController();
    const child = new ChildAbortController(parent.signal);
    child.dispose();
    parent.abort();
    assert.ok(!child.signal.aborted);
  });

  it('needs no parent', () => {
    const child = new ChildAbortController(undefined);
    child.abort();
    assert.ok(child.signal.aborted);
  });
});

describe('raceAbort', () => {
  it('gives what the promise gives', async () => {
    const { signal } = new AbortController();
    assert.equal(await raceAbort(Promise.resolve(7), signal), 7);
    await assert.rejects(raceAbort(Promise.reject(new Error('own')), signal), /own/);
    assert.equal(abortListeners(signal), 0);
  });

  it('throws the signal’s reason when it aborts while waiting', async () => {
    const controller = new AbortController();
    const wait = raceAbort(never, controller.signal);
    const reason = new CancelledError();
    controller.abort(reason);
    await assert.rejects(wait, (error) => error === reason);
  });

  it('prefers an abort that has been, and leaves no rejection unhandled', async () => {
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
