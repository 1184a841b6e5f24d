import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onSmallDisk } from '../../../../test/support/smallDisk';
import { HEADER_BYTES } from './arrivalFormat';
import { ArrivalLog } from './arrivalLog';
import { ArrivalTimes } from './arrivalTimes';

const START = Date.UTC(2026, 0, 1);

describe('arrival times', () => {
  let directory: string;
  let path: string;
  let now: number;
  let log: ArrivalLog;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'qsd-times-'));
    path = join(directory, 'ser0.times');
    now = START;
  });

  afterEach(() => {
    log.close();
    rmSync(directory, { recursive: true });
  });

  const create = (mostEntries?: number): ArrivalLog => (log = new ArrivalLog(path, () => now, mostEntries));
  const read = (): ArrivalTimes => {
    const times = new ArrivalTimes(path);
    times.refresh();
    return times;
  };

  it('arrival times say of each byte when it was seen, and which came first at a time', () => {
    create();
    now = START + 5.4;
    log.grown(10);
    now = START + 1000;
    log.grown(2 ** 40);
    const times = read();
    assert.equal(times.start, START);
    assert.deepEqual(
      [0, 9, 10, 2 ** 40].map((offset) => times.timeAt(offset)),
      [START + 5, START + 5, START + 1000, START + 1000],
    );
    assert.deepEqual(
      [0, START + 5, START + 6, START + 1000, START + 1001].map((time) => times.offsetAt(time)),
      [0, 0, 10, 10, undefined],
    );
  });

  it('arrival times are read on while they are written, and a half entry is read when it is whole', () => {
    create();
    log.grown(1);
    const times = read();
    now += 300;
    // An entry that is being written: the low bits of 600, and those above come a moment later.
    appendFileSync(path, Uint8Array.of(1, (600 % 128) + 128));
    times.refresh();
    assert.equal(times.timeAt(1), START);
    appendFileSync(path, Uint8Array.of(Math.floor(600 / 128)));
    times.refresh();
    assert.equal(times.timeAt(1), START + 300);
  });

  it('arrival times have the resets of the machine, and none counts for what came before', () => {
    create();
    log.grown(5);
    log.guestReset();
    log.grown(7);
    const times = read();
    assert.deepEqual(times.resets, [5]);
    assert.equal(times.timeAt(6), START);
  });

  it('arrival times of a long run become coarser and stay true to that, in a bounded file', () => {
    create(64);
    const times = read();
    for (let byte = 1; byte <= 10_000; byte++) {
      now = START + byte * 3;
      log.grown(byte);
      if (byte === 5000) log.guestReset();
      if (byte % 1000 === 0) times.refresh();
    }
    assert.ok(statSync(path).size < 64 * 8, `${statSync(path).size} bytes`);
    times.refresh();
    assert.deepEqual(times.resets, [5000]);
    const errors = Array.from(
      { length: 10_000 },
      (_, byte) => START + 3 * (byte + 1) - (times.timeAt(byte) ?? 0),
    );
    assert.ok(
      errors.every((error) => error >= 0 && error < 2048),
      `${Math.max(...errors)} ms`,
    );
    assert.deepEqual(
      [0, 4999, 5000, 9999].map((byte) => read().timeAt(byte)),
      [0, 4999, 5000, 9999].map((byte) => times.timeAt(byte)),
      'read on, and read at once',
    );
  });

  it('arrival times are whole on a disk that takes them in parts', async () => {
    await onSmallDisk({ most: 1 }, () => {
      create();
      log.grown(300);
      now += 600;
      log.grown(2 ** 40);
      now += 600;
      log.grown(2 ** 41);
    });
    const times = read();
    assert.deepEqual(
      [0, 300, 2 ** 40].map((offset) => times.timeAt(offset)),
      [START, START + 600, START + 1200],
    );
  });

  it('arrival times end where the disk was full, and nothing follows half an entry when it has space again', async () => {
    await onSmallDisk({ room: HEADER_BYTES + 3 }, () => {
      create();
      log.grown(1);
      now += 600;
      log.grown(1000);
    });
    now += 600;
    log.grown(2000);
    const times = read();
    assert.equal(times.timeAt(0), START);
    assert.equal(times.timeAt(1999), START);
    assert.equal(statSync(path).size, HEADER_BYTES + 3);
  });

  it('arrival times are not known without a file, or of another kind of file', () => {
    create();
    assert.equal(new ArrivalTimes(join(directory, 'none')).timeAt(0), undefined);
    writeFileSync(path, 'Linux version 6.1 and more text');
    const times = read();
    assert.deepEqual([times.start, times.timeAt(0), times.offsetAt(0)], [undefined, undefined, undefined]);
  });
});
