import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { LogRecord } from '../../log/record';
import type { PortCounters } from '../protocol';
import { Bench, until } from '../testing';
import { Capture } from './capture';
import { CounterReports } from './counters';
import { ListenerFeed, WINDOW_BYTES } from './listenerFeed';
import { LogTail } from './logTail';
import type { Spool } from './spool';

describe('what reads a spool besides terminals', () => {
  let bench: Bench;
  let spool: Spool;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
  });

  afterEach(() => bench.close());

  describe('capture', () => {
    it('copies every byte and closes the file at the end', async () => {
      const path = bench.path('copy');
      spool.append(Buffer.from('early '));
      const capture = await Capture.open('p', spool, path, bench.log);
      const done = capture.run(bench.group, 'capture');
      spool.append(Buffer.alloc(1_000_000, 7));
      spool.tail.finish();
      await done;
      assert.deepEqual(
        readFileSync(path),
        Buffer.concat([Buffer.from('early '), Buffer.alloc(1_000_000, 7)]),
      );
    });

    it('names port and file when it cannot be written', async () => {
      const opening = Capture.open('com1', spool, bench.path('no/such/place'), bench.log);
      await assert.rejects(opening, /port "com1": cannot write the capture file: ENOENT.*no\/such\/place/);
    });

    it('ends with a word in the log when the disk is full; the port goes on', async () => {
      const capture = await Capture.open('p', spool, '/dev/full', bench.log);
      const done = capture.run(bench.group, 'capture');
      spool.append(Buffer.from('x'));
      await done;
      assert.match(bench.records[0]?.text ?? '', /the capture \/dev\/full ends here: ENOSPC/);
      assert.equal(bench.group.failure, undefined);
    });
  });

  describe('listeners', () => {
    it('are given everything from now on, no faster than they take it', async () => {
      spool.append(Buffer.from('before'));
      const given: Uint8Array[] = [];
      const feed = new ListenerFeed(bench.group, 'feed', spool, (bytes) => given.push(bytes), bench.log);
      const total = (): number => given.reduce((sum, { length }) => sum + length, 0);
      spool.append(Buffer.alloc(3 * WINDOW_BYTES, 'x'));
      await until(() => total() === WINDOW_BYTES);
      await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(total(), WINDOW_BYTES);
      feed.taken(WINDOW_BYTES);
      await until(() => total() === 2 * WINDOW_BYTES);
      feed.taken(WINDOW_BYTES);
      await until(() => total() === 3 * WINDOW_BYTES);
      feed.taken(WINDOW_BYTES);
      spool.tail.finish();
      await feed.done;
      assert.equal(given[0]![0], 0x78);
    });

    it('are told of in the log where they are so slow that bytes had to go', async () => {
      const given: Uint8Array[] = [];
      const feed = new ListenerFeed(bench.group, 'feed', spool, (bytes) => given.push(bytes), bench.log);
      spool.append(Buffer.alloc(2 * WINDOW_BYTES));
      await until(() => given.reduce((sum, { length }) => sum + length, 0) === WINDOW_BYTES);
      spool.forget(WINDOW_BYTES + 1_500_000);
      feed.taken(WINDOW_BYTES);
      await until(() => bench.records.length > 0);
      assert.match(bench.records[0]!.text, /listeners are too slow: 1\.5 MB were not kept/);
    });

    it('are left alone once closed', async () => {
      const feed = new ListenerFeed(bench.group, 'feed', spool, () => assert.fail(), bench.log);
      feed.close();
      await feed.done;
      spool.append(Buffer.from('x'));
      assert.equal(bench.group.failure, undefined);
    });
  });

  describe('QEMU’s log', () => {
    let told: LogRecord[];
    let tail: LogTail;

    beforeEach(() => {
      told = [];
      tail = new LogTail(bench.group, 'm · qemu log', spool, (records) => told.push(...records));
    });

    it('waits for QEMU’s pid; becomes records; trace lines keep their own time and pid', async () => {
      spool.append(Buffer.from('Invalid read at addr 0x0\r\n123@1700000000.250000:serial_write addr 0x'));
      tail.setPid(7);
      await until(() => told.length === 1);
      spool.append(Buffer.from('03\nlast'));
      spool.tail.finish();
      await tail.done;
      assert.deepEqual(
        told.map(({ text, pid, source, level }) => [text, pid, source, level]),
        [
          ['Invalid read at addr 0x0', 7, 'm · qemu log', 'info'],
          ['serial_write addr 0x03', 123, 'm · qemu log', 'info'],
          ['last', 7, 'm · qemu log', 'info'],
        ],
      );
      assert.equal(told[1]!.time, 1_700_000_000_250);
      assert.ok(Math.abs(told[0]!.time - Date.now()) < 5000);
    });

    it('goes on at a rate that a person can use; the rest is counted, and its last lines told', async () => {
      tail.setPid(7);
      const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`);
      spool.append(Buffer.from(lines.join('')));
      await until(() => told.length >= 2000);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(told.length, 2000);
      tail.finish();
      spool.tail.finish();
      await tail.done;
      assert.equal(told.length, 2021);
      assert.match(told[2000]!.text, /^… 98000 lines left out, more than 2000 a second; all are in .*spool/);
      assert.equal(told[2000]!.level, 'warn');
      assert.equal(told.at(-1)!.text, 'line 99999');
    });
  });

  describe('counters', () => {
    it('are told when they change, a few times a second at most, and never else', async () => {
      const counters: PortCounters = { received: 0, sent: 0, queued: 0, skipped: 0, spoolBytesKept: 0 };
      const told: number[] = [];
      let received = 0;
      const reports = new CounterReports(
        () => [{ ...counters, received }],
        (_, { received: now }) => told.push(now),
      );
      reports.start(bench.group);
      for (received = 1; received < 100; received++) reports.touch();
      await until(() => told.length === 1);
      received = 200;
      reports.touch();
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(told, [100]);
      await until(() => told.length === 2);
      reports.touch();
      reports.flush();
      assert.deepEqual(told, [100, 200]);
    });
  });
});
