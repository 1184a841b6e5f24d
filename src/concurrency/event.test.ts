import assert from 'node:assert/strict';
import { Emitter, type Disposable } from './event';

describe('Emitter', () => {
  it('an emitter tells its listeners in the order in which they came', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event((value) => heard.push(`a${value}`));
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'a2', 'b2']);
  });

  it('an emitter takes one function twice as two subscriptions', () => {
    const emitter = new Emitter<void>();
    let calls = 0;
    const listener = (): void => void (calls += 1);
    const first = emitter.event(listener);
    emitter.event(listener);
    assert.equal(emitter.listenerCount, 2);
    first.dispose();
    first.dispose();
    emitter.fire();
    assert.equal(calls, 1);
  });

  it('an emitter does not tell listeners that left or came while others were told', () => {
    const emitter = new Emitter<void>();
    const heard: string[] = [];
    const leaving: Disposable[] = [];
    emitter.event(() => {
      heard.push('first');
      leaving.forEach((subscription) => subscription.dispose());
      emitter.event(() => heard.push('newcomer'));
    });
    leaving.push(emitter.event(() => heard.push('second')));
    emitter.fire();
    assert.deepEqual(heard, ['first']);
  });

  it('an emitter that was disposed tells nobody', () => {
    const emitter = new Emitter<void>();
    emitter.event(() => assert.fail());
    emitter.dispose();
    emitter.fire();
    assert.equal(emitter.listenerCount, 0);
  });

  it('an emitter tells the other listeners when one throws, and the error surfaces outside', () => {
    const emitter = new Emitter<void>();
    const original = queueMicrotask;
    const deferred: (() => void)[] = [];
    globalThis.queueMicrotask = (work) => void deferred.push(work);
    let heard = false;
    try {
      emitter.event(() => {
        throw new Error('bad listener');
      });
      emitter.event(() => (heard = true));
      emitter.fire();
    } finally {
      globalThis.queueMicrotask = original;
    }
    assert.ok(heard);
    assert.equal(deferred.length, 1);
    assert.throws(() => deferred[0]?.(), /bad listener/);
  });
});
