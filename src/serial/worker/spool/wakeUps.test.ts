import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { FakeTime } from '../../../../test/support/fakeTime';
import { wakeAt } from './wakeUps';

describe('wakeAt', () => {
  let time: FakeTime;
  beforeEach(() => (time = FakeTime.hold()));
  afterEach(() => time.release());

  /** How many timers `body` starts. */
  function timersOf(body: () => void): number {
    const timers = mock.method(globalThis, 'setTimeout');
    body();
    const count = timers.mock.callCount();
    timers.mock.restore();
    return count;
  }

  it('wakeAt gives all wake-ups of the same millisecond one timer and one turn of the event loop', async () => {
    const turns: number[] = [];
    let turn = 0;
    const note = (): void => {
      turns.push(turn);
      setImmediate(() => turn++);
    };
    assert.equal(
      timersOf(() => [5, 4.99, 5].forEach((at) => wakeAt(at, note))),
      1,
    );
    await time.pass(5);
    assert.deepEqual(turns, [0, 0, 0]);
  });

  it('wakeAt wakes up in the order of the times, not of the calls', async () => {
    const order: string[] = [];
    wakeAt(4, () => order.push('later'));
    wakeAt(2, () => order.push('sooner'));
    await time.pass(4);
    assert.deepEqual(order, ['sooner', 'later']);
  });

  it('wakeAt wakes up at once when the time has passed already', async () => {
    await time.pass(10);
    let woken = false;
    wakeAt(3, () => (woken = true));
    await time.pass(1);
    assert.equal(woken, true);
  });

  it('wakeAt takes back one wake-up without touching another of the same millisecond', async () => {
    const woken: string[] = [];
    const first = wakeAt(3, () => woken.push('first'));
    wakeAt(3, () => woken.push('second'));
    first.dispose();
    first.dispose();
    await time.pass(3);
    assert.deepEqual(woken, ['second']);
  });

  it('wakeAt leaves no timer behind when all wake-ups of a millisecond are taken back', () => {
    const cleared = mock.method(globalThis, 'clearTimeout');
    const subscriptions = [1, 2].map(() => wakeAt(60_000, () => assert.fail('too late')));
    subscriptions.forEach((subscription) => subscription.dispose());
    assert.equal(cleared.mock.callCount(), 1);
  });
});
