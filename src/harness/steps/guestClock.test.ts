import assert from 'node:assert/strict';
import { FakeTime } from '../../../test/support/fakeTime';
import { Emitter } from '../../concurrency/event';
import { NEVER } from '../../concurrency/timeout';
import type { Machine } from '../../machine/machine';
import { sleepOnGuestClock } from './guestClock';

type MachineEvent = Parameters<Parameters<Machine['onDidReceiveEvent']>[0]>[0];

describe('a sleep on the guest’s clock', () => {
  let time: FakeTime;
  const event = new Emitter<MachineEvent>();
  beforeEach(() => (time = FakeTime.hold()));
  afterEach(() => time.release());

  const tell = (name: string): void => event.fire({ name, data: {}, time: 0, count: 1 });

  /** @param behind How far the guest's clock is behind ours, in milliseconds; undefined without `-icount`. */
  function asleep(
    ms: number,
    behind: () => number | undefined = () => undefined,
  ): { readonly over: () => boolean } {
    let isOver = false;
    const machine = {
      state: 'running',
      onDidReceiveEvent: event.event,
      hmp: () => {
        const late = behind();
        return Promise.resolve(late === undefined ? '' : `Host - Guest clock  ${late} ms\n`);
      },
    } as unknown as Machine;
    void sleepOnGuestClock(machine, ms, NEVER).then(() => (isOver = true));
    return { over: () => isOver };
  }

  it('a sleep on the guest’s clock does not count pauses', async () => {
    const { over } = asleep(100);
    await time.pass(60);
    tell('STOP');
    await time.pass(500);
    tell('RESUME');
    await time.pass(38);
    assert.equal(over(), false);
    await time.pass(4);
    assert.equal(over(), true);
  });

  it('a sleep on the guest’s clock goes by instructions where these are counted', async () => {
    const slow = asleep(100, () => 7 + Math.floor(time.now / 2));
    await time.pass(190);
    assert.equal(slow.over(), false);
    await time.pass(120);
    assert.equal(slow.over(), true);
  });
});
