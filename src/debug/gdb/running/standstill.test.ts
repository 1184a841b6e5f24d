import assert from 'node:assert/strict';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import { until } from '../../../../test/support/until';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { Logger } from '../../../log/logger';
import { MOST_IDLE_STEPS } from '../../rsp/idleStep';
import { Responder } from '../../session/responder';
import { Standstill } from './standstill';

const HERE = { 'thread-id': '1', frame: { addr: '0x1000' } };
const HIT = { ...HERE, reason: 'breakpoint-hit', bkptno: '1' };

describe('a step in which nothing moves', () => {
  let group: TaskGroup;
  beforeEach(() => (group = new TaskGroup('session')));
  afterEach(() => group.close());

  /** Stands at a breakpoint. @param registers What they hold, one answer after the other. */
  function standing(...registers: (string | Error)[]) {
    const link = new FakeLink([
      [/^>info registers/, () => (registers.length > 1 ? registers.shift() : registers[0])],
    ]);
    const log = new Logger(() => undefined, 'test');
    const standstill = new Standstill(link, new Responder({ group, log }, () => undefined));
    const told = { times: 0 };
    const stop = (reported: object): void => {
      const tell = (): void => {
        told.times++;
      };
      if (!standstill.take(reported, tell)) tell();
    };
    const steps = (): number => link.commands.filter((command) => command.startsWith('-exec')).length;
    stop(HIT);
    assert.equal(told.times, 1);
    return { link, standstill, told, stop, steps };
  }

  it('a step in which nothing moves is made once more, unseen', async () => {
    const { standstill, told, stop, steps } = standing('pc 1', 'pc 1', 'pc 2');
    await standstill.send('-exec-next --thread 1', 1);
    stop(HIT);
    await until('it steps again', () => steps() === 2);
    assert.equal(told.times, 1);
    stop({ ...HERE, reason: 'end-stepping-range', frame: { addr: '0x1004' } });
    assert.deepEqual([told.times, steps()], [2, 2]);
  });

  it('a step that comes back to where it began, with other registers, is told', async () => {
    const { standstill, told, stop, steps } = standing('ecx 3', 'ecx 2');
    await standstill.send('-exec-next --thread 1', 1);
    stop(HIT);
    await until('it is told', () => told.times === 2);
    assert.equal(steps(), 1);
  });

  it('a step of an instruction that jumps to itself ends', async () => {
    const { standstill, told, stop, steps } = standing('pc 1');
    await standstill.send('-exec-step-instruction --thread 1', 1);
    for (let times = 1; times <= MOST_IDLE_STEPS; times++) {
      stop({ ...HERE, reason: 'end-stepping-range' });
      await until('it steps again', () => steps() === times + 1);
    }
    stop({ ...HERE, reason: 'end-stepping-range' });
    assert.equal(told.times, 2);
  });

  it('a stop that is no end of a step is told at once, and so is one whose registers GDB does not say', async () => {
    const { standstill, told, stop } = standing(new Error('No registers'));
    stop(HIT);
    await standstill.send('-exec-next --thread 1', 1);
    stop(HIT);
    assert.equal(told.times, 3);
    const other = standing('pc 1');
    await other.standstill.send('-exec-next --thread 1', 1);
    other.stop({ ...HERE, reason: 'signal-received', 'signal-name': 'SIGINT' });
    assert.equal(other.told.times, 2);
  });

  it('a step that GDB refuses is refused, and what comes next is no end of it', async () => {
    const { link, standstill, told, stop } = standing('pc 1');
    link.send = () => Promise.reject(new Error('Cannot find bounds of current function'));
    await assert.rejects(standstill.send('-exec-next --thread 1', 1), /bounds/);
    stop(HIT);
    assert.equal(told.times, 2);
  });
});
