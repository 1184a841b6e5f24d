import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { FakeTime } from '../../test/support/fakeTime';
import { TaskGroup } from '../concurrency/taskGroup';
import type { LogLevel, LogRecord } from './record';
import { LogWriter, type LogLines } from './logWriter';

const SECOND_MS = 1000;

describe('log writer', () => {
  let time: FakeTime;
  let group: TaskGroup;
  let lines: string[];
  let channel: LogLines & { logLevel: number };
  let writer: LogWriter;

  const record = (text: string, level: LogLevel = 'info'): LogRecord => ({
    time: 0,
    level,
    pid: 7,
    thread: 0,
    source: 'test',
    loop: '',
    text,
  });

  beforeEach(() => {
    time = FakeTime.hold();
    group = new TaskGroup('test');
    lines = [];
    const take = (level: LogLevel) => (line: string) => void lines.push(`${level} ${line}`);
    channel = {
      logLevel: 1,
      trace: take('trace'),
      debug: take('debug'),
      info: take('info'),
      warn: take('warn'),
      error: take('error'),
    };
    writer = new LogWriter(channel, group, (count, limit) => `… ${count} skipped (${limit}/s)`, {
      linesPerSecond: 3,
      urgentPerSecond: 1,
    });
  });

  afterEach(async () => {
    await group.close();
    time.release();
  });

  it('the log writer writes a record at its level', () => {
    writer.write(record('hello', 'warn'));
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^warn .*\[7:0 test\] hello$/);
  });

  it('the log writer spends nothing on what the channel does not show', () => {
    channel.logLevel = 3;
    for (let n = 0; n < 100; n++) writer.write(record('chatter', 'trace'));
    writer.write(record('shown'));
    assert.equal(lines.length, 1);
    channel.logLevel = 0;
    writer.write(record('off', 'error'));
    assert.equal(lines.length, 1);
  });

  it('the log writer says how many lines of a flood are missing, once it has room again', async () => {
    for (let n = 0; n < 10; n++) writer.write(record(`line ${n}`));
    assert.equal(lines.length, 3);
    await time.pass(SECOND_MS);
    assert.equal(lines.length, 4);
    assert.equal(lines[3], 'info … 7 skipped (3/s)');
  });

  it('the log writer tells of skipped lines before the next line', async () => {
    for (let n = 0; n < 5; n++) writer.write(record(`line ${n}`));
    mock.timers.tick(SECOND_MS);
    writer.write(record('again'));
    await time.pass(SECOND_MS);
    assert.deepEqual(lines.slice(3, 4), ['info … 2 skipped (3/s)']);
    assert.match(lines.slice(4).join('\n'), /^info .* again$/);
  });

  it('the log writer lets errors through a flood, and shows the note even where only errors are shown', async () => {
    for (let n = 0; n < 5; n++) writer.write(record('chatter', 'debug'));
    writer.write(record('first', 'error'));
    writer.write(record('second', 'error'));
    assert.match(lines.at(-1)!, /^error .*first$/);
    await time.pass(SECOND_MS);
    assert.equal(lines.at(-1), 'error … 3 skipped (3/s)');
  });

  it('the log writer does not throw when the editor has closed the channel', () => {
    const closed = (): void => {
      throw new Error('Channel has been closed');
    };
    Object.assign(channel, { info: closed });
    writer.write(record('too late'));
  });

  it('the log writer says at the end what is still unsaid', () => {
    for (let n = 0; n < 5; n++) writer.write(record(`line ${n}`));
    writer.flush();
    assert.equal(lines.at(-1), 'info … 2 skipped (3/s)');
    writer.flush();
    assert.equal(lines.length, 4);
  });
});
