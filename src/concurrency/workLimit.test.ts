import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { FakeTime } from '../../test/support/fakeTime';
import { until } from '../../test/support/until';
import { aborted } from '../../test/support/aborted';
import { TimeoutError } from './timeout';
import { ownThreadPath, withWorkLimit, workOf } from './workLimit';

describe('a limit for a thread’s work', () => {
  let time: FakeTime;
  /** What the thread has worked, in milliseconds. */
  let workedMs: number | undefined;
  let over: unknown;
  const outcome = (): unknown => over;
  const thread = {
    get workedMs(): number | undefined {
      return workedMs;
    },
  };
  beforeEach(() => {
    time = FakeTime.hold();
    over = undefined;
  });
  afterEach(() => time.release());

  /** A look that does not end by itself. */
  function begin(signal = new AbortController().signal): void {
    withWorkLimit('a look', 100, thread, signal, aborted).catch((error: unknown) => (over = error));
  }

  it('a thread that works all the time is given up when its limit is reached', async () => {
    workedMs = 40;
    begin();
    await time.pass(99);
    workedMs = 139;
    await time.pass(40);
    assert.equal(outcome(), undefined);
    workedMs = 140;
    await time.pass(50);
    const error = outcome();
    assert.ok(error instanceof TimeoutError);
    assert.equal(error.message, 'a look took longer than 100 ms');
  });

  it('a thread that waits for a processor is not given up, but not waited for for ever', async () => {
    workedMs = 0;
    begin();
    await time.pass(2300);
    assert.equal(outcome(), undefined);
    await time.pass(200);
    assert.ok(outcome() instanceof TimeoutError);
  });

  it('a thread whose work is not known has six times the limit', async () => {
    workedMs = undefined;
    begin();
    await time.pass(590);
    assert.equal(outcome(), undefined);
    await time.pass(110);
    assert.ok(outcome() instanceof TimeoutError);
  });

  it('a limit for work ends with its signal, and leaves no timer behind when the work is done', async () => {
    const controller = new AbortController();
    begin(controller.signal);
    controller.abort(new Error('enough'));
    await until('it has ended', () => over);
    assert.equal((over as Error).message, 'enough');
    const { signal } = new AbortController();
    assert.equal(await withWorkLimit('a look', 100, thread, signal, () => Promise.resolve(1)), 1);
  });

  it('a thread’s work is what the system counts', function () {
    // Other systems do not count a thread's work where we could read it.
    if (process.platform !== 'linux') this.skip();
    const path = ownThreadPath();
    assert.ok(path);
    const idIn = (file: string): string | undefined => readFileSync(file, 'utf8').split(' ')[0];
    assert.equal(idIn(path), idIn('/proc/thread-self/stat'));
    const before = workOf(path) ?? NaN;
    let sum = 0;
    while ((workOf(path) ?? NaN) < before + 50) sum += Math.sqrt(sum + 1);
    assert.ok(before > 0);
    assert.equal(workOf('/proc/self/task/1/none'), undefined);
  });
});
