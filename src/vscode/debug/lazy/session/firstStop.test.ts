import assert from 'node:assert/strict';
import { FirstStop } from './firstStop';

const stopped = (threadId: number) => ({
  type: 'event',
  event: 'stopped',
  body: { reason: 'pause', threadId },
});

describe('the first stop after a crash', () => {
  it('the first stop after a crash is on the processor that crashed, and later ones are where they are', () => {
    const first = new FirstStop(2);
    const other = { type: 'event', event: 'initialized' };
    assert.equal(first.turn(other), other);
    assert.deepEqual(first.turn(stopped(1)), stopped(3));
    assert.deepEqual(first.turn(stopped(1)), stopped(1));
  });

  it('the first stop after a crash is where the debugger says when nobody knows the processor', () => {
    assert.deepEqual(new FirstStop(undefined).turn(stopped(1)), stopped(1));
  });
});
