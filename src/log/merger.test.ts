import assert from 'node:assert/strict';
import { FakeTime } from '../../test/support/fakeTime';
import { TaskGroup } from '../concurrency/taskGroup';
import { LogMerger } from './merger';
import type { LogRecord } from './record';

function record(time: number, text = String(time)): LogRecord {
  return { time, level: 'info', pid: 1, thread: 0, source: 'test', loop: '', text };
}

describe('LogMerger', () => {
  let time: FakeTime;
  let group: TaskGroup;
  let written: string[];
  let heard: () => void;

  beforeEach(() => {
    time = FakeTime.hold();
    group = new TaskGroup('test');
    written = [];
    heard = () => undefined;
  });
  afterEach(async () => {
    await group.close();
    time.release();
  });

  function merger(holdMs: number): LogMerger {
    return new LogMerger(
      (line) => {
        written.push(line.text);
        heard();
      },
      group,
      holdMs,
    );
  }

  it('the log merger writes records of several sources in the order of their times', async () => {
    const { sink } = merger(10);
    for (const time of [3, 1, 2, 5, 4]) sink(record(time));
    assert.deepEqual(written, [], 'held at first');
    await time.pass(20);
    assert.deepEqual(written, ['1', '2', '3', '4', '5']);
  });

  it('the log merger keeps the order of arrival where times are equal', () => {
    const lines = merger(1000);
    for (const text of ['a', 'b', 'c']) lines.sink(record(7, text));
    lines.flush();
    assert.deepEqual(written, ['a', 'b', 'c']);
  });

  it('the log merger holds a record as long as it was told, even one that says it is of the future', async () => {
    const { sink } = merger(30);
    sink(record(Number.MAX_SAFE_INTEGER, 'future'));
    await time.pass(29);
    assert.deepEqual(written, []);
    await time.pass(1 + 30 / 5);
    assert.deepEqual(written, ['future']);
    sink(record(1, 'late'));
    await time.pass(30 + 30 / 5);
    assert.deepEqual(written, ['future', 'late'], 'who comes too late is still written');
  });

  it('the log merger writes early rather than let a burst grow, and still in order', async () => {
    const { sink } = merger(60_000);
    for (let time = 0; time < 100_000; time++) sink(record(time));
    assert.ok(written.length >= 100_000 - 4096, `${written.length} written`);
    await group.close();
    assert.equal(written.length, 100_000);
    assert.deepEqual(
      written,
      [...written].sort((a, b) => Number(a) - Number(b)),
    );
  });

  it('the log merger writes what it holds when its group ends, and later records at once', async () => {
    const { sink } = merger(60_000);
    sink(record(2));
    sink(record(1));
    await group.close();
    assert.deepEqual(written, ['1', '2']);
    sink(record(0));
    assert.deepEqual(written, ['1', '2', '0']);
  });

  it('the log merger sleeps while nobody speaks', async () => {
    merger(10);
    await Promise.resolve();
    assert.equal(group.snapshot().children[0]?.waitingFor, 'log records');
  });

  it('the log merger takes records that the writer itself causes', async () => {
    const lines = merger(5);
    heard = () => {
      if (written.length === 1) lines.sink(record(9, 'echo'));
    };
    lines.sink(record(1, 'first'));
    lines.flush();
    await time.pass(10);
    assert.deepEqual(written, ['first', 'echo']);
  });
});
