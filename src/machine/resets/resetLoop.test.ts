import assert from 'node:assert/strict';
import { ResetLoop } from './resetLoop';

describe('a loop of resets', () => {
  /** At which of these times, in seconds, it is told. */
  const toldAt = (loop: ResetLoop, ...seconds: number[]): number[] =>
    seconds.filter((time) => loop.take(time * 1000, 1));

  it('three resets within two seconds are a loop, which is told once', () => {
    assert.deepEqual(toldAt(new ResetLoop(), 0, 0.9, 1.9, 2.1, 3, 4), [1.9]);
    assert.equal(new ResetLoop().take(0, 1000), true, 'a burst is told as one event');
  });

  it('five resets within a minute are one, too, but not four, nor five in more', () => {
    assert.deepEqual(toldAt(new ResetLoop(), 0, 10, 20, 30, 59), [59]);
    assert.deepEqual(toldAt(new ResetLoop(), 0, 20, 40, 60, 80, 100), []);
  });

  it('a reset of a PC is no loop, though QEMU tells of three', () => {
    // As measured: the guest's, its firmware's, and the firmware's by another way while QEMU does that one.
    const once = [0, 0.13, 0.132];
    assert.deepEqual(toldAt(new ResetLoop(), ...once, 1, 1.13, 1.137), []);
    assert.equal(new ResetLoop().take(132, 3), false, 'all three as one event');
    assert.deepEqual(toldAt(new ResetLoop(), ...once, 0.6, 0.8, 0.801, 1.2, 1.4), [1.2], 'three are');
  });

  it('a storm of resets is a loop', () => {
    const loop = new ResetLoop();
    const times = Array.from({ length: 1000 }, (_, index) => index / 1000);
    assert.equal(toldAt(loop, ...times).length, 1);
  });

  it('resets by a person are no loop, and what the guest did before them does not count', () => {
    const loop = new ResetLoop();
    for (let second = 0; second < 30; second++) {
      loop.hostReset(second * 1000);
      assert.deepEqual(toldAt(loop, second + 0.13, second + 0.132), []);
    }
    assert.deepEqual(toldAt(loop, 30, 31.5), []);
    loop.hostReset(31_600);
    assert.deepEqual(toldAt(loop, 31.7, 33, 33.9, 34.8), [34.8]);
  });

  it('a guest that was ready is in a loop only if it is fast', () => {
    const loop = new ResetLoop();
    loop.becameReady();
    assert.deepEqual(toldAt(loop, 0, 10, 20, 30, 40, 50), []);
    assert.deepEqual(toldAt(loop, 100, 101, 101.5), [101.5]);
  });
});
