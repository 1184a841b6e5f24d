import assert from 'node:assert/strict';
import { FakeTime } from '../../test/support/fakeTime';
import { turns } from '../../test/support/until';
import { CancelledError, abortListeners, raceAbort } from './abort';
import { NEVER, TimeoutError, atMost, delay, withTimeout } from './timeout';

const forever = new AbortController().signal;
const never = new Promise<never>(() => undefined);

/** Holds the clock for the tests of a suite. */
function heldTime(): () => FakeTime {
  let time: FakeTime;
  beforeEach(() => (time = FakeTime.hold()));
  afterEach(() => time.release());
  return () => time;
}

describe('withTimeout', () => {
  const time = heldTime();

  it('withTimeout gives what the work gives', async () => {
    assert.equal(await withTimeout('quick', 1000, forever, () => Promise.resolve(1)), 1);
    await assert.rejects(
      withTimeout('bad', 1000, forever, () => Promise.reject(new Error('own'))),
      /own/,
    );
    await assert.rejects(
      withTimeout('thrown', 1000, forever, () => {
        throw new Error('sync');
      }),
      /sync/,
    );
  });

  it('withTimeout says what took too long, and how long, and aborts the work', async () => {
    let seen: unknown;
    const wait = withTimeout('QMP "query-status"', 5, forever, (signal) => {
      signal.addEventListener('abort', () => {
        seen = signal.reason;
      });
      return raceAbort(never, signal);
    });
    await Promise.all([
      time().pass(5),
      assert.rejects(wait, (error: TimeoutError) => {
        assert.ok(error instanceof TimeoutError && error === seen);
        assert.deepEqual([error.what, error.ms], ['QMP "query-status"', 5]);
        assert.match(error.message, /QMP "query-status" took longer than 5 ms/);
        return true;
      }),
    ]);
  });

  it('withTimeout releases the caller when the work ignores its signal', async () => {
    const deaf = withTimeout('deaf', 5, forever, () => never);
    await Promise.all([time().pass(5), assert.rejects(deaf, TimeoutError)]);
    const controller = new AbortController();
    const wait = withTimeout('deaf', 60_000, controller.signal, () => never);
    controller.abort(new CancelledError());
    await assert.rejects(wait, CancelledError);
  });

  it('withTimeout hears no later failure of work that it has given up', async () => {
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<never>((_, reject) => (fail = reject));
    const deaf = withTimeout('deaf', 5, forever, () => work);
    await Promise.all([time().pass(5), assert.rejects(deaf, TimeoutError)]);
    fail(new Error('nobody hears'));
    await turns();
  });

  it('withTimeout does not begin when it is cancelled already', async () => {
    await assert.rejects(
      withTimeout('x', 5, AbortSignal.abort(new CancelledError()), () => {
        assert.fail();
      }),
      CancelledError,
    );
  });

  it('withTimeout takes a limit that is longer than timers can be', async () => {
    const wait = withTimeout('years', Infinity, forever, (signal) => delay(20, signal));
    await time().pass(20);
    await wait;
  });
});

describe('delay', () => {
  const time = heldTime();

  it('delay() waits as long as it is told', async () => {
    let over = false;
    const wait = delay(20, forever).then(() => (over = true));
    await time().pass(19);
    assert.equal(over, false);
    await time().pass(1);
    await wait;
  });

  it('delay() ends as soon as the signal aborts', async () => {
    const controller = new AbortController();
    const wait = delay(60_000, controller.signal);
    controller.abort(new CancelledError());
    await assert.rejects(wait, CancelledError);
    await assert.rejects(delay(1, controller.signal), CancelledError);
  });

  it('delay() leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const wait = delay(1, signal);
    await time().pass(1);
    await wait;
    assert.equal(abortListeners(signal), 0);
  });
});

describe('atMost', () => {
  const time = heldTime();

  it('atMost says whether the work was done in time', async () => {
    assert.equal(await atMost(60_000, NEVER, () => Promise.resolve()), true);
    const late = atMost(1, NEVER, (signal) => raceAbort(never, signal));
    await time().pass(1);
    assert.equal(await late, false);
  });

  it('atMost throws what the work throws, also a time-out of its own, and the reason of an abort', async () => {
    const own = new TimeoutError('inner', 5);
    await assert.rejects(
      atMost(60_000, NEVER, () => Promise.reject(own)),
      own,
    );
    await assert.rejects(
      atMost(60_000, AbortSignal.abort(new CancelledError()), () => never),
      CancelledError,
    );
  });
});
