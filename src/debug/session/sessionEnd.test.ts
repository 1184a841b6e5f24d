import assert from 'node:assert/strict';
import { FakeTime } from '../../../test/support/fakeTime';
import { turns } from '../../../test/support/until';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import type { DebugTarget } from '../target/target';
import { SessionEnd } from './sessionEnd';

/** How long the editor waits for an answer to `disconnect`, in milliseconds. */
const EDITOR_PATIENCE_MS = 2000;

describe('SessionEnd', () => {
  let time: FakeTime;
  let group: TaskGroup;
  let happened: string[];
  let endMachine: (summary: string) => void;
  beforeEach(() => {
    time = FakeTime.hold();
    group = new TaskGroup('session');
    happened = [];
  });
  afterEach(async () => {
    endMachine('ended at last');
    await group.close();
    time.release();
  });

  /** @param heeds Whether the machine ends when it is told to, and GDB lets go. */
  async function session({ startedBySession = true, heeds = true } = {}): Promise<SessionEnd> {
    const ended = new Promise<string>((resolve) => (endMachine = resolve));
    const never = new Promise<never>(() => undefined);
    const target = {
      name: 'sample',
      startedBySession,
      ended,
      stop: () => {
        happened.push('machine is stopped');
        return heeds ? Promise.resolve() : ended.then(() => undefined);
      },
      release: () => void happened.push('machine is released'),
    } satisfies Partial<DebugTarget> as unknown as DebugTarget;
    const end = new SessionEnd(
      { group, log: new Logger(() => undefined, 'test') },
      { exit: undefined, stop: () => (happened.push('GDB ends'), Promise.resolve()) },
      {
        letGo: () => (happened.push('GDB lets go'), heeds ? Promise.resolve() : never),
        tell: (text) => void happened.push(`told: ${text}`),
        over: () => void happened.push('over'),
      },
    );
    await end.open(() => Promise.resolve(target));
    return end;
  }

  it('the end of a session ends the machine before GDB, whose end would let the guest run on', async () => {
    const end = await session();
    await end.begin();
    assert.deepEqual(happened, ['machine is stopped', 'GDB ends', 'over']);
  });

  it('the end of a session is answered in time when the machine does not end, and goes on ending it', async () => {
    const end = await session({ heeds: false });
    const answered = end.answerSoon(undefined, () => void happened.push('answered'));
    await time.pass(EDITOR_PATIENCE_MS - 100);
    await answered;
    assert.deepEqual(happened, ['machine is stopped', 'GDB ends', 'answered']);
    endMachine('killed');
    await turns();
    assert.equal(happened.at(-1), 'over');
  });

  it('the end of a session is answered in time when GDB does not let go of a machine that stays', async () => {
    const end = await session({ startedBySession: false, heeds: false });
    const answered = end.answerSoon(undefined, () => void happened.push('answered'));
    await time.pass(EDITOR_PATIENCE_MS - 100);
    await answered;
    assert.deepEqual(happened, ['GDB lets go', 'GDB ends', 'machine is released', 'over', 'answered']);
  });

  it('the end of a session keeps a machine of its own when the editor asks for that', async () => {
    const end = await session();
    await end.answerSoon(true, () => void happened.push('answered'));
    assert.deepEqual(happened.slice(0, 3), ['GDB lets go', 'GDB ends', 'machine is released']);
  });

  it('a session ends once, with the first reason, however many there are', async () => {
    const end = await session();
    endMachine('sample was stopped.');
    await turns();
    await Promise.all([end.begin('later'), end.begin()]);
    assert.deepEqual(
      happened.filter((what) => /told|over/.test(what)),
      ['told: sample was stopped.', 'over'],
    );
  });

  it('a session is over only when a cancelled start has undone what it did', async () => {
    endMachine = () => undefined;
    let undone: () => void = () => undefined;
    const end = new SessionEnd(
      { group, log: new Logger(() => undefined, 'test') },
      { exit: undefined, stop: () => Promise.resolve() },
      { letGo: () => Promise.resolve(), tell: () => undefined, over: () => void happened.push('over') },
    );
    const opened = end.open(
      (signal) =>
        new Promise((_, reject) => {
          undone = () => reject(signal.reason as Error);
        }),
    );
    const ended = end.begin();
    await turns();
    assert.deepEqual(happened, []);
    undone();
    await assert.rejects(opened, /session has ended/);
    await ended;
    assert.deepEqual(happened, ['over']);
  });
});
