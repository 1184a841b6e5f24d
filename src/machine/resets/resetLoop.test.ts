import assert from 'node:assert/strict';
import { ResetLoop } from './resetLoop';

describe('a loop of resets', () => {
  /** At which of these times, in seconds, it is told. */
  const toldAt = (loop: ResetLoop, ...seconds: number[]): number[] =>
    seconds.filter((time) => loop.take(time * 1000, 1));

  it('three resets within two seconds are a loop, which is told once', () => {
    assert.deepEqual(toldAt(new ResetLoop(), 0, 1, 1.9, 2.1, 3, 4), [1.9]);
    assert.equal(new ResetLoop().take(0, 1000), true, 'a burst is told as one event');
  });

  it('five resets within a minute are one, too, but not four, nor five in more', () => {
    assert.deepEqual(toldAt(new ResetLoop(), 0, 10, 20, 30, 59), [59]);
    assert.deepEqual(toldAt(new ResetLoop(), 0, 20, 40, 60, 80, 100), []);
  });

  it('a guest that was ready is in a loop only if it is fast', () => {
    const loop = new ResetLoop();
    loop.becameReady();
    assert.deepEqual(toldAt(loop, 0, 10, 20, 30, 40, 50), []);
    assert.deepEqual(toldAt(loop, 100, 101, 101.5), [101.5]);
  });
});
