import assert from 'node:assert/strict';
import { wakeAt } from './wakeUps';

/** What `setTimeout` is asked for while `body` runs, in milliseconds. */
function timersOf(body: () => void): number[] {
  const asked: number[] = [];
  const real = globalThis.setTimeout;
  const counting = (callback: () => void, ms?: number): NodeJS.Timeout => {
    asked.push(ms ?? 0);
    return real(callback, ms);
  };
  globalThis.setTimeout = counting as typeof setTimeout;
  try {
    body();
  } finally {
    globalThis.setTimeout = real;
  }
  return asked;
}

describe('wake-ups', () => {
  it('of the same moment share a timer and a turn of the event loop', async () => {
    const at = Math.ceil(performance.now() + 5);
    const turns: number[] = [];
    let turn = 0;
    let tick: NodeJS.Immediate | undefined;
    const count = (): void => {
      turn++;
      tick = setImmediate(count);
    };
    count();
    const woken = new Promise<void>((resolve) => {
      const note = (): void => {
        turns.push(turn);
        if (turns.length === 3) resolve();
      };
      assert.equal(timersOf(() => [at, at - 0.01, at].forEach((time) => wakeAt(time, note))).length, 1);
    });
    await woken;
    clearImmediate(tick);
    assert.deepEqual(turns, [turns[0], turns[0], turns[0]]);
  });

  it('come in order', async () => {
    const order: string[] = [];
    const now = performance.now();
    await new Promise<void>((resolve) => {
      wakeAt(now + 4, () => {
        order.push('later');
        resolve();
      });
      wakeAt(now + 2, () => order.push('sooner'));
    });
    assert.deepEqual(order, ['sooner', 'later']);
  });

  it('come soon when their time is over already', async () => {
    await new Promise<void>((resolve) => wakeAt(performance.now() - 1000, resolve));
  });

  it('can be taken back, one by one', async () => {
    const at = performance.now() + 3;
    const woken: string[] = [];
    const first = wakeAt(at, () => woken.push('first'));
    await new Promise<void>((resolve) => {
      wakeAt(at, () => {
        woken.push('second');
        resolve();
      });
      first.dispose();
      first.dispose();
    });
    assert.deepEqual(woken, ['second']);
  });

  it('leave no timer behind when all of a moment are taken back', () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();
    const subscriptions = [1, 2].map(() => wakeAt(performance.now() + 60_000, () => assert.fail('too late')));
    subscriptions.forEach((subscription) => subscription.dispose());
    assert.equal(timers(), before);
  });
});
