import assert from 'node:assert/strict';
import { FakeTime } from '../../../test/support/fakeTime';
import { EventCoalescer, type MachineEvent } from './events';
import type { QmpEvent } from './messages';

const reset: QmpEvent = { name: 'RESET', data: { guest: true }, time: 1 };

describe('EventCoalescer', () => {
  let time: FakeTime;
  beforeEach(() => (time = FakeTime.hold()));
  afterEach(() => time.release());

  function collect(windowMs?: number): { passed: MachineEvent[]; coalescer: EventCoalescer } {
    const passed: MachineEvent[] = [];
    return { passed, coalescer: new EventCoalescer((event) => passed.push(event), windowMs) };
  }

  it('the first event of a storm is passed at once, and the rest as one, with a count', async () => {
    const { passed, coalescer } = collect(20);
    for (let i = 0; i < 5000; i++) coalescer.push({ ...reset, time: i });
    assert.deepEqual(passed, [{ ...reset, time: 0, count: 1 }]);
    await time.pass(20);
    assert.deepEqual(passed[1], { ...reset, time: 4999, count: 4999 });
    coalescer.dispose();
  });

  it('events that differ in name or data are passed at once, in order', () => {
    const { passed, coalescer } = collect();
    const job = (status: string): QmpEvent => ({
      name: 'JOB_STATUS_CHANGE',
      data: { id: 'j', status },
      time: 1,
    });
    for (const event of [job('created'), job('running'), reset, job('concluded')]) coalescer.push(event);
    assert.deepEqual(
      passed.map(({ name, data }) => data['status'] ?? name),
      ['created', 'running', 'RESET', 'concluded'],
    );
    coalescer.dispose();
  });

  it('events keep their order: what is held goes out before what follows', () => {
    const { passed, coalescer } = collect();
    const event = (name: string): QmpEvent => ({ name, data: {}, time: 1 });
    for (const name of ['RESUME', 'STOP', 'RESUME', 'RESET', 'RESET', 'RESET', 'STOP', 'SHUTDOWN']) {
      coalescer.push(event(name));
    }
    assert.deepEqual(
      passed.map(({ name, count }) => `${name} ${count}`),
      ['RESUME 1', 'STOP 1', 'RESUME 1', 'RESET 1', 'RESET 2', 'STOP 1', 'SHUTDOWN 1'],
    );
    coalescer.dispose();
  });

  it('a storm of alternating events is coalesced all the same', () => {
    const { passed, coalescer } = collect(1000);
    for (let i = 0; i < 10_000; i++) coalescer.push({ name: i % 2 ? 'STOP' : 'RESUME', data: {}, time: i });
    assert.ok(passed.length < 100);
    coalescer.dispose();
  });

  it('flush() loses no event, and holds none after it', () => {
    const { passed, coalescer } = collect();
    for (let i = 0; i < 10; i++) coalescer.push(reset);
    coalescer.flush();
    assert.equal(
      passed.reduce((sum, { count }) => sum + count, 0),
      10,
    );
    coalescer.dispose();
  });

  it('events stay bounded when each is another one', () => {
    const { passed, coalescer } = collect();
    for (let i = 0; i < 1000; i++) coalescer.push({ ...reset, data: { i } });
    assert.equal(passed.length, 1000);
    coalescer.dispose();
  });
});
