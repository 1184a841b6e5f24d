import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { threadId } from 'node:worker_threads';
import { Logger } from './logger';
import type { LogRecord } from './record';

describe('Logger', () => {
  it('a logger says who speaks, at which level, and when', () => {
    const records: LogRecord[] = [];
    const log = new Logger((record) => records.push(record), 'serial');
    const clock = mock.method(performance, 'now', () => 12.5);
    log.as('read').warn('slow');
    clock.mock.restore();
    assert.deepEqual(records, [
      {
        time: performance.timeOrigin + 12.5,
        level: 'warn',
        pid: process.pid,
        thread: threadId,
        source: 'serial',
        loop: 'read',
        text: 'slow',
      },
    ]);
  });

  it('a logger speaks for a child under its pid, and with the time that the child gave', () => {
    const records: LogRecord[] = [];
    const log = new Logger((record) => records.push(record), 'extension', 'start');
    log.from('qemu stderr', 4711).write('error', 'no', 12.5);
    const [record] = records;
    assert.deepEqual(
      [record?.pid, record?.source, record?.loop, record?.time],
      [4711, 'qemu stderr', '', 12.5],
    );
  });

  it('a logger has a method for each level', () => {
    const levels: string[] = [];
    const log = new Logger(({ level }) => levels.push(level), 'x');
    log.trace('');
    log.debug('');
    log.info('');
    log.warn('');
    log.error('');
    assert.deepEqual(levels, ['trace', 'debug', 'info', 'warn', 'error']);
  });
});
