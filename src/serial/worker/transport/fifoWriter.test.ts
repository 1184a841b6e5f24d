import assert from 'node:assert/strict';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { until } from '../../../../test/support/until';
import { makeFifos } from '../../../../test/support/serial/fifos';
import { openFifo } from './fifoWriter';

const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

describe('fifo writer', () => {
  let bench: Bench;
  let path: string;
  const open: number[] = [];

  beforeEach(async () => {
    bench = new Bench();
    path = bench.path('in');
    await makeFifos([path]);
  });

  afterEach(async () => {
    for (const fd of open.splice(0)) closeSync(fd);
    await bench.close();
  });

  const reader = (flags = O_RDWR | O_NONBLOCK): number => {
    const fd = openSync(path, flags);
    open.push(fd);
    return fd;
  };

  it('the FIFO writer waits for a reader, without blocking', async () => {
    const opening = openFifo('p', path, bench.signal);
    await turn();
    reader();
    (await opening).close();
  });

  it('the FIFO writer stops waiting when told to', async () => {
    const controller = new AbortController();
    const opening = openFifo('p', path, controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(opening, /enough/);
  });

  it('the FIFO writer waits while the FIFO is full, and delivers everything in order', async () => {
    const fd = reader();
    const writer = await openFifo('p', path, bench.signal);
    const data = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    let written = false;
    const writing = writer.write(data, bench.signal).then(() => (written = true));
    const read: Buffer[] = [];
    const take = (): number => {
      const piece = Buffer.alloc(7000);
      try {
        const length = readSync(fd, piece);
        read.push(piece.subarray(0, length));
        return length;
      } catch {
        return 0;
      }
    };
    await until(() => take() > 0);
    assert.equal(written, false);
    let total = read[0]!.length;
    await until(() => (total += take()) >= data.length);
    await writing;
    assert.deepEqual(Buffer.concat(read), data);
    writer.close();
  });

  it('the FIFO writer takes at once what fits, and nothing before what waits', async () => {
    const fd = reader();
    const writer = await openFifo('p', path, bench.signal);
    assert.equal(writer.writeNow(Buffer.from('key')), 3);
    const piece = Buffer.alloc(4096, 'x');
    let inside = 3;
    for (let taken = -1; taken !== 0; inside += taken) taken = writer.writeNow(piece);
    assert.ok(inside > 4096, `${inside} bytes fit`);
    const writing = writer.write(Buffer.from('waits'), bench.signal);
    const buffer = Buffer.alloc(1 << 20);
    const begin = buffer.subarray(0, readSync(fd, buffer));
    assert.equal(writer.writeNow(Buffer.from('later')), 0);
    await writing;
    assert.equal(writer.writeNow(Buffer.from('last')), 4);
    assert.equal(begin.toString('latin1', 0, 4), 'keyx');
    const end = buffer.toString('latin1', 0, readSync(fd, buffer));
    assert.ok(end.endsWith('xwaitslast') || end === 'waitslast', end.slice(-20));
    writer.close();
  });

  it('the FIFO writer releases a writer whose guest never reads, when told to', async () => {
    const fd = reader();
    const writer = await openFifo('p', path, bench.signal);
    const controller = new AbortController();
    const writing = writer.write(Buffer.alloc(1_000_000), controller.signal);
    controller.abort(new Error('stop'));
    await assert.rejects(writing, /stop/);
    readSync(fd, Buffer.alloc(8192));
    assert.equal(writer.writeNow(Buffer.from('x')), 0, 'what was given up still comes first');
    writer.close();
    assert.equal(writer.writeNow(Buffer.from('x')), 0, 'closed');
  });

  it('the FIFO writer says that QEMU is gone', async () => {
    const fd = openSync(path, O_RDONLY | O_NONBLOCK);
    const writer = await openFifo('p', path, bench.signal);
    closeSync(fd);
    assert.equal(writer.writeNow(Buffer.from('x')), 0);
    await assert.rejects(
      writer.write(Buffer.from('x'), bench.signal),
      /port "p": QEMU no longer reads its input/,
    );
  });
});
