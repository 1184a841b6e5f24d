import assert from 'node:assert/strict';
import { LookPace } from './lookPace';

/** When bytes that come at each of these times are looked at. */
function looks(times: readonly number[], deadline?: number): number[] {
  const pace = new LookPace(128);
  return times.map((time) => time + pace.wait(time, deadline));
}

const upTo = (end: number): number[] => Array.from({ length: end / 8 }, (_, index) => index * 8);

describe('the pace of looks', () => {
  it('a search looks at output that has just begun at once', () => {
    assert.deepEqual(looks(upTo(1000)), upTo(1000));
  });

  it('a search looks at output that goes on at common beats', () => {
    const long = looks(upTo(4000)).slice(-250);
    assert.ok(new Set(long).size <= 17, String(new Set(long).size));
    assert.ok(long.every((time) => time % 128 === 0));
  });

  it('a search looks at once at what comes after a pause', () => {
    const times = [...upTo(4000), 4400, 4408];
    assert.deepEqual(looks(times).slice(-2), [4400, 4408]);
  });

  it('a search looks at all that comes at once when its time-out is near', () => {
    const last = upTo(4000).slice(-50);
    assert.deepEqual(looks(upTo(4000), 4100).slice(-50), last);
  });
});
