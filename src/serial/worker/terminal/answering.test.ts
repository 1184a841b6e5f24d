import assert from 'node:assert/strict';
import { FakeClock } from '../../../../test/support/serial/fakeClock';
import { Answering, type Answerer } from './answering';

describe('answering', () => {
  let clock: FakeClock;
  let answering: Answering;

  beforeEach(() => {
    clock = new FakeClock();
    answering = new Answering(clock);
  });

  const terminal = (position = 0): Answerer & { position: number; isFlowing: boolean } => ({
    position,
    isFlowing: true,
  });

  it('one terminal of several answers a guest, and the next one from where the first has got to', () => {
    const [first, second] = [terminal(100), terminal(80)];
    answering.arrived(200);
    answering.join(first);
    answering.join(second);
    assert.equal(answering.silentTo(first), 0);
    assert.equal(answering.silentTo(second), Infinity);
    answering.leave(first);
    assert.equal(answering.silentTo(second), 100);
  });

  it('terminals that are paused are passed over, and do not take the word from the one that answers', () => {
    const [first, second] = [terminal(10), terminal(10)];
    answering.arrived(100);
    answering.join(first);
    answering.join(second);
    first.isFlowing = false;
    answering.elect();
    assert.deepEqual([answering.silentTo(first), answering.silentTo(second)], [Infinity, 10]);
    first.isFlowing = true;
    answering.elect();
    assert.deepEqual([answering.silentTo(first), answering.silentTo(second)], [Infinity, 10]);
  });

  it('what has lain too long is not answered, whether the terminal opened late, was paused or lagged', () => {
    const one = terminal();
    answering.arrived(1000);
    clock.time += 1500;
    answering.arrived(1500);
    clock.time += 400;
    answering.join(one);
    assert.equal(answering.silentTo(one), 0, 'asked a moment ago, before any terminal was open');
    clock.time += 200;
    assert.equal(answering.silentTo(one), 1000);
    clock.time += 60_000;
    assert.equal(answering.silentTo(one), Infinity);
    answering.arrived(1600);
    assert.equal(answering.silentTo(one), 1500);
  });

  it('little is remembered for answering, however much arrives', () => {
    for (let byte = 1; byte < 100_000; byte++) {
      clock.time += 1;
      answering.arrived(byte);
    }
    const one = terminal();
    answering.join(one);
    const silentTo = answering.silentTo(one);
    assert.ok(silentTo >= 97_900 && silentTo <= 98_100, String(silentTo));
  });
});
