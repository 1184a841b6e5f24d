import assert from 'node:assert/strict';
import { FakeTime } from '../../test/support/fakeTime';
import { CancelledError, ChildAbortController } from './abort';
import { IdleEnd } from './idleEnd';
import { NEVER } from './timeout';

describe('what ends when nobody uses it', () => {
  const LIMIT_MS = 100;
  let time: FakeTime;
  let idle: IdleEnd;
  let ends: number;

  beforeEach(() => {
    time = FakeTime.hold();
    idle = new IdleEnd(LIMIT_MS);
    ends = 0;
  });
  afterEach(() => time.release());

  const wait = (signal: AbortSignal = NEVER): Promise<void> =>
    idle.wait(signal, () => {
      ends++;
      return Promise.resolve();
    });

  it('what nobody uses ends once, after its limit', async () => {
    const waiting = wait();
    await time.pass(LIMIT_MS - 1);
    assert.equal(ends, 0);
    await time.pass(1);
    assert.equal(ends, 1);
    await waiting;
  });

  it('what somebody uses is kept, and its limit counts from the end of the last use', async () => {
    const waiting = wait();
    const [first, second] = [idle.use(), idle.use()];
    await time.pass(2 * LIMIT_MS);
    first.dispose();
    first.dispose();
    await time.pass(2 * LIMIT_MS);
    second.dispose();
    await time.pass(LIMIT_MS - 1);
    idle.use().dispose();
    await time.pass(LIMIT_MS - 1);
    assert.equal(ends, 0);
    await time.pass(1);
    assert.equal(ends, 1);
    await waiting;
  });

  it('what is used again in the turn in which it became free is kept', async () => {
    const first = idle.use();
    const waiting = wait();
    await time.pass(LIMIT_MS);
    first.dispose();
    const second = idle.use();
    await time.pass(2 * LIMIT_MS);
    assert.equal(ends, 0);
    second.dispose();
    await time.pass(LIMIT_MS);
    await waiting;
    assert.equal(ends, 1);
  });

  it('a wait that is cancelled ends nothing', async () => {
    for (const used of [false, true]) {
      if (used) idle.use();
      const controller = new ChildAbortController(undefined);
      const waiting = wait(controller.signal);
      await time.pass(1);
      controller.abort(new CancelledError());
      await assert.rejects(waiting, CancelledError);
    }
    assert.equal(ends, 0);
  });

  it('what has ended by itself is not ended, nor waited for', async () => {
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const waiting = idle.waitFor({ stopped }, NEVER, () => Promise.resolve(ends++));
    const refused = assert.rejects(waiting, CancelledError);
    stop();
    await time.pass(2 * LIMIT_MS);
    await refused;
    assert.equal(ends, 0);
  });
});
