import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { Cursor } from './cursor';
import type { Spool } from './spool';
import { Tail } from './tail';

describe('tail', () => {
  it('a wait on the tail passes once its byte is there, and is told of the end', async () => {
    const { signal } = new AbortController();
    const tail = new Tail();
    const waits = [tail.past(0, signal), tail.past(4, signal), tail.past(5, signal)];
    tail.advance(3);
    assert.equal(await waits[0], true);
    tail.advance(5);
    assert.equal(await waits[1], true);
    tail.finish();
    assert.equal(await waits[2], false);
    assert.equal(await tail.past(2, signal), true);
    assert.equal(await tail.past(9, signal), false);
  });

  it('the tail never moves back, and a waiter whose signal aborts is let go', async () => {
    const tail = new Tail();
    tail.advance(7);
    assert.equal(tail.advance(3), false);
    assert.equal(tail.end, 7);
    const controller = new AbortController();
    const wait = tail.past(7, controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(wait, /enough/);
  });
});

describe('spool', () => {
  let bench: Bench;
  let spool: Spool;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
  });

  afterEach(() => bench.close());

  it('a spool sees what another process has written, and reads at any offset', () => {
    appendFileSync(spool.path, 'hello world');
    assert.equal(spool.refresh(), true);
    assert.equal(spool.refresh(), false);
    const buffer = Buffer.alloc(5);
    assert.equal(spool.read(buffer, 6), 5);
    assert.equal(buffer.toString(), 'world');
    assert.equal(spool.read(buffer, 11), 0);
  });

  it('a spool is appended to where we write it ourselves', () => {
    spool.append(Buffer.from('ab'));
    spool.append(Buffer.from('cd'));
    assert.equal(spool.tail.end, 4);
    assert.equal(readFileSync(spool.path, 'latin1'), 'abcd');
  });

  it('a spool gives cursors everything, each at its own pace, until the end', async () => {
    writeFileSync(spool.path, Buffer.alloc(200_000, 'x'));
    spool.refresh();
    const [fast, late] = [new Cursor(spool, 0, 65_536), new Cursor(spool, 150_000)];
    let read = 0;
    spool.tail.finish();
    for (let bytes = await fast.next(bench.signal); bytes; bytes = await fast.next(bench.signal))
      read += bytes.length;
    assert.equal(read, 200_000);
    assert.equal(late.lag, 50_000);
    assert.equal((await late.next(bench.signal))?.length, 50_000);
    assert.equal(await late.next(bench.signal), undefined);
  });

  it('a spool moves a cursor over what was given back, and counts it', async () => {
    writeFileSync(spool.path, Buffer.from('0123456789'));
    spool.refresh();
    const cursor = new Cursor(spool, 0);
    spool.forget(4);
    assert.equal((await cursor.next(bench.signal))?.toString(), '456789');
    assert.equal(cursor.lost, 4);
  });
});
