import assert from 'node:assert/strict';
import { TaskGroup } from '../concurrency/taskGroup';
import type { LogLevel, LogRecord } from './record';
import { LogWriter, type LogLines } from './logWriter';

describe('log writer', () => {
  let group: TaskGroup;
  let lines: string[];
  let channel: LogLines & { logLevel: number };
  let writer: LogWriter;

  const record = (text: string, level: LogLevel = 'info'): LogRecord => ({
    time: Date.now(),
    level,
    pid: 7,
    thread: 0,
    source: 'test',
    loop: '',
    text,
  });

  const until = async (condition: () => boolean): Promise<void> => {
    const limit = performance.now() + 3000;
    while (!condition()) {
      if (performance.now() > limit) assert.fail(`not in time; the log has ${lines.join(' | ')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  beforeEach(() => {
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
  });

  it('writes a record at its level', () => {
    writer.write(record('hello', 'warn'));
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^warn .*\[7:0 test\] hello$/);
  });

  it('spends nothing on what the channel does not show', () => {
    channel.logLevel = 3;
    for (let n = 0; n < 100; n++) writer.write(record('chatter', 'trace'));
    writer.write(record('shown'));
    assert.equal(lines.length, 1);
    channel.logLevel = 0;
    writer.write(record('off', 'error'));
    assert.equal(lines.length, 1);
  });

  it('says how many lines of a flood are missing, once it has room again', async () => {
    for (let n = 0; n < 10; n++) writer.write(record(`line ${n}`));
    assert.equal(lines.length, 3);
    await until(() => lines.length === 4);
    assert.equal(lines[3], 'info … 7 skipped (3/s)');
  });

  it('tells of skipped lines before the next line', async () => {
    for (let n = 0; n < 5; n++) writer.write(record(`line ${n}`));
    await until(() => {
      writer.write(record('again'));
      return lines.some((line) => line.includes('again'));
    });
    const note = lines.findIndex((line) => line.includes('skipped'));
    assert.ok(note >= 3 && note < lines.findIndex((line) => line.includes('again')), lines.join('\n'));
  });

  it('lets errors through a flood, and shows the note to whoever sees errors only', async () => {
    for (let n = 0; n < 5; n++) writer.write(record('chatter', 'debug'));
    writer.write(record('first', 'error'));
    writer.write(record('second', 'error'));
    assert.match(lines.at(-1)!, /^error .*first$/);
    await until(() => lines.at(-1)?.includes('skipped') === true);
    assert.equal(lines.at(-1), 'error … 3 skipped (3/s)');
  });

  it('does not throw when the editor has closed the channel', () => {
    const closed = (): void => {
      throw new Error('Channel has been closed');
    };
    Object.assign(channel, { info: closed });
    writer.write(record('too late'));
  });

  it('says at the end what is still unsaid', () => {
    for (let n = 0; n < 5; n++) writer.write(record(`line ${n}`));
    writer.flush();
    assert.equal(lines.at(-1), 'info … 2 skipped (3/s)');
    writer.flush();
    assert.equal(lines.length, 4);
  });
});
