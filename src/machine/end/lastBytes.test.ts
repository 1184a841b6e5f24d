import assert from 'node:assert/strict';
import { aborted } from '../../../test/support/aborted';
import { FakeTime } from '../../../test/support/fakeTime';
import { until } from '../../../test/support/until';
import { Logger } from '../../log/logger';
import { LAST_BYTES, lastBytes } from './lastBytes';

describe('the last bytes of a machine', () => {
  const log = new Logger(() => undefined, 'test');
  const serial = {
    settled: () => Promise.resolve(),
    drain: () => Promise.resolve(),
    untilRead: (): Promise<string | undefined> => Promise.resolve(undefined),
  };

  it('what was read to its end leaves nothing to say', async () => {
    assert.equal(await lastBytes(serial, LAST_BYTES, log), undefined);
  });

  it('what could not be looked through for crashes is told', async () => {
    const blind = { ...serial, untilRead: () => Promise.resolve('no thread') };
    assert.equal(await lastBytes(blind, LAST_BYTES, log), 'no thread');
    const dead = { ...serial, untilRead: () => Promise.reject(new Error('the thread has ended')) };
    assert.match((await lastBytes(dead, LAST_BYTES, log)) ?? '', /may have crashed without being noticed/);
  });

  it('crashes are looked for when other readers have had their time', async () => {
    const time = FakeTime.hold();
    try {
      let found: ((unread: string | undefined) => void) | undefined;
      const busy = {
        ...serial,
        drain: aborted,
        untilRead: () => new Promise<string | undefined>((resolve) => (found = resolve)),
      };
      const over = lastBytes(busy, LAST_BYTES, log);
      await time.pass(LAST_BYTES.drainMs + 1);
      await until('crashes are looked for', () => found);
      await time.jump(LAST_BYTES.readMs - 100);
      found?.(undefined);
      assert.equal(await over, undefined);
    } finally {
      time.release();
    }
  });
});
