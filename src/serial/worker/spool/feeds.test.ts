import assert from 'node:assert/strict';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FakeTime } from '../../../../test/support/fakeTime';
import type { LogRecord } from '../../../log/record';
import { makeFifos } from '../../../../test/support/serial/fifos';
import type { PortCounters } from '../../protocol';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { until } from '../../../../test/support/until';
import { Capture } from '../readers/capture';
import { CounterReports } from '../counterReports';
import { ListenerFeed, type ListenerMessage, SLOT_BYTES, SLOTS } from '../readers/listenerFeed';
import { LogTail } from '../readers/logTail';
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
    let told: string[];
    const tell = (text: string): void => void told.push(text);
    beforeEach(() => (told = []));

    it('a capture copies every byte and closes the file at the end', async () => {
      const path = bench.path('copy');
      spool.append(Buffer.from('early '));
      const capture = await Capture.open('p', spool, path, tell, bench.signal);
      const done = capture.run(bench.group, 'capture');
      spool.append(Buffer.alloc(1_000_000, 7));
      spool.tail.finish();
      await done;
      assert.deepEqual(
        readFileSync(path),
        Buffer.concat([Buffer.from('early '), Buffer.alloc(1_000_000, 7)]),
      );
    });

    it('a capture is worth waiting for if it is a file, and no pipe', async () => {
      const path = bench.path('pipe');
      await makeFifos([path]);
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const pipe = await Capture.open('p', spool, path, tell, bench.signal);
      const file = await Capture.open('p', spool, bench.path('copy'), tell, bench.signal);
      assert.deepEqual([pipe.isOrdinary, file.isOrdinary], [false, true]);
      spool.tail.finish();
      await Promise.all([pipe, file].map((capture) => capture.run(bench.group, 'capture')));
      closeSync(reader);
    });

    it('a capture names port and file when it cannot be written', async () => {
      const opening = Capture.open('com1', spool, bench.path('no/such/place'), tell, bench.signal);
      await assert.rejects(opening, /port "com1": cannot write the capture file: ENOENT.*no\/such\/place/);
    });

    it('a capture ends with a word when the disk is full, and the port goes on', async () => {
      const capture = await Capture.open('p', spool, '/dev/full', tell, bench.signal);
      const done = capture.run(bench.group, 'capture');
      spool.append(Buffer.from('x'));
      await done;
      assert.match(told[0] ?? '', /The capture \/dev\/full ends here, after 0 B: ENOSPC/);
      assert.equal(bench.group.failure, undefined);
    });

    it('a capture says at once that nobody reads the pipe that it was given', async () => {
      const path = bench.path('pipe');
      await makeFifos([path]);
      await assert.rejects(
        Capture.open('com1', spool, path, tell, bench.signal),
        /port "com1": cannot write the capture file: .*pipe is a pipe that nobody reads/,
      );
    });

    it('a capture copies into a pipe as fast as it is read, ends while it is not, and says what it lacks then', async () => {
      const path = bench.path('pipe');
      await makeFifos([path]);
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const capture = await Capture.open('p', spool, path, tell, bench.signal);
      const done = capture.run(bench.group, 'capture');
      spool.append(Buffer.alloc(300_000, 7));
      const piece = Buffer.alloc(65_536);
      let total = 0;
      await until(() => {
        total += readNow(reader, piece);
        return total === 300_000;
      });
      spool.append(Buffer.alloc(300_000, 7));
      await until(() => readNow(reader, piece) > 0);
      await bench.group.close();
      await done;
      closeSync(reader);
      assert.match(
        told.join(),
        /^The capture .*pipe is missing \d+(\.\d+)? kB: it was written too slowly\.$/,
      );
    });

    for (const [what, make, reason] of [
      ['a directory', (path: string) => mkdirSync(path), /EISDIR/],
      ['a link to itself', (path: string) => symlinkSync(path, path), /ELOOP/],
      ['a file below a file', (path: string) => writeFileSync(path, ''), /ENOTDIR/],
    ] as const)
      it(`a capture names the reason when its path is ${what}`, async () => {
        const path = bench.path('odd');
        make(path);
        const opening = Capture.open(
          'p',
          spool,
          reason.source === 'ENOTDIR' ? join(path, 'x') : path,
          tell,
          bench.signal,
        );
        await assert.rejects(opening, reason);
      });
  });

  describe('listeners', () => {
    const RING_BYTES = SLOTS * SLOT_BYTES;
    let pieces: { at: number; length: number }[];
    let memory: SharedArrayBuffer;
    let feed: ListenerFeed;

    const total = (): number => pieces.reduce((sum, { length }) => sum + length, 0);
    const waitsFor = (loop: string): string | undefined =>
      bench.group.snapshot().children.find(({ name }) => name === loop)?.waitingFor;
    const takeAll = (): void => {
      for (let taken = 0; taken < SLOTS; taken++) feed.taken();
    };
    const tell = (message: ListenerMessage): void => {
      if (message.type === 'ring') memory = message.memory;
      else pieces.push(message);
    };

    beforeEach(() => {
      pieces = [];
      spool.append(Buffer.from('before'));
      feed = new ListenerFeed(bench.group, 0, spool, tell, bench.log);
    });

    it('listeners are given everything from now on, no faster than they take it', async () => {
      spool.append(Buffer.alloc(RING_BYTES, 'x'));
      spool.append(Buffer.alloc(RING_BYTES, 'y'));
      await until(() => total() === RING_BYTES);
      await until('it waits for them', () => waitsFor('feed listeners') === 'listeners');
      assert.equal(total(), RING_BYTES);
      assert.deepEqual(Buffer.from(memory), Buffer.alloc(RING_BYTES, 'x'));
      takeAll();
      await until(() => total() === 2 * RING_BYTES);
      assert.deepEqual(Buffer.from(memory), Buffer.alloc(RING_BYTES, 'y'));
      assert.deepEqual(pieces[SLOTS], pieces[0], 'the memory is used again');
      takeAll();
      spool.tail.finish();
      await feed.done;
    });

    it('listeners keep a piece until they have taken it, while later ones come', async () => {
      spool.append(Buffer.alloc(RING_BYTES, 'x'));
      await until(() => total() === RING_BYTES);
      feed.taken();
      spool.append(Buffer.from('next'));
      await until(() => pieces.length === SLOTS + 1);
      assert.equal(Buffer.from(memory, 0, 4).toString(), 'next');
      assert.deepEqual(Buffer.from(memory, SLOT_BYTES), Buffer.alloc(RING_BYTES - SLOT_BYTES, 'x'));
    });

    it('listeners so slow that bytes had to go are told of in the log', async () => {
      spool.append(Buffer.alloc(2 * RING_BYTES));
      await until(() => total() === RING_BYTES);
      spool.forget(spool.tail.end - 100);
      takeAll();
      await until(() => bench.records.length > 0);
      assert.match(bench.records[0]!.text, /listeners are too slow: 1\.0 MB were not kept/);
    });

    it('listeners that were closed are left alone', async () => {
      feed.close();
      await feed.done;
      spool.append(Buffer.from('x'));
      assert.deepEqual(pieces, []);
      assert.equal(bench.group.failure, undefined);
    });
  });

  describe('QEMU’s log', () => {
    let told: LogRecord[];
    let tail: LogTail;

    beforeEach(() => {
      told = [];
      tail = new LogTail(
        bench.group,
        'm · qemu log',
        spool,
        { tell: (records) => told.push(...records), hidesTranslated: false },
        () => 1000,
      );
    });

    it('QEMU’s log waits for QEMU’s pid and becomes records, whose trace lines keep their own time and pid', async () => {
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
      assert.ok(told[0]!.time >= performance.timeOrigin, 'a time of this run');
    });

    it('QEMU’s log leaves out the code that others read in it', async () => {
      const lines: string[] = [];
      const tell = (records: readonly LogRecord[]) => lines.push(...records.map(({ text }) => text));
      const sifted = new LogTail(bench.group, 'm', spool, { tell, hidesTranslated: true });
      sifted.setPid(7);
      spool.append(Buffer.from('one\n----------------\nIN: \n0x00001000:  90  nop\n\ntwo\n'));
      spool.tail.finish();
      await sifted.done;
      assert.deepEqual(lines, ['one', 'two']);
    });

    it('QEMU’s log passes on as many lines a second as a person can use, counts the rest and tells its last lines', async () => {
      tail.setPid(7);
      const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`);
      spool.append(Buffer.from(lines.join('')));
      spool.tail.finish();
      tail.finish();
      await tail.done;
      assert.equal(told.length, 2021);
      assert.match(told[2000]!.text, /^… 98000 lines left out, more than 2000 a second; all are in .*spool/);
      assert.equal(told[2000]!.level, 'warn');
      assert.equal(told.at(-1)!.text, 'line 99999');
    });
  });

  describe('counters', () => {
    it('counters are told when they change, a few times a second at most, and never else', async () => {
      const counters: PortCounters = { received: 0, sent: 0, queued: 0, skipped: 0, spoolBytesKept: 0 };
      const told: (readonly [at: number, received: number])[] = [];
      let received = 0;
      const time = FakeTime.hold();
      try {
        const reports = new CounterReports(
          () => [{ ...counters, received }],
          (_, { received: now }) => void told.push([time.now, now]),
        );
        reports.start(bench.group);
        for (received = 1; received < 100; received++) reports.touch();
        await time.pass(1);
        received = 200;
        reports.touch();
        await time.pass(1000);
        reports.touch();
        reports.flush();
      } finally {
        time.release();
      }
      assert.deepEqual(
        told.map(([, count]) => count),
        [100, 200],
      );
      assert.ok(told[1]![0] - told[0]![0] > 100, `${told[1]![0] - told[0]![0]} ms`);
    });
  });
});

/** What a pipe holds now; 0 if that is nothing. */
function readNow(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
