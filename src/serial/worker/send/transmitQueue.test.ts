import assert from 'node:assert/strict';
import { FakeTime } from '../../../../test/support/fakeTime';
import { Gate } from '../../../concurrency/gate';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { until } from '../../../../test/support/until';
import { PortClosedError, type Writer } from '../transport/streamWriter';
import { TransmitQueue, type Pacing } from './transmitQueue';

/** A guest that takes what it is given when `room` is open. */
class FakeGuest implements Writer {
  readonly room = new Gate('room', true);
  readonly pieces: { readonly at: number; readonly text: string }[] = [];
  gone = false;
  /** When a piece came, for tests that hold the time. */
  clock = (): number => 0;
  /** Bytes that are taken without waiting. */
  fits = 0;

  get text(): string {
    return this.pieces.map(({ text }) => text).join('');
  }

  writeNow(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.fits);
    this.fits -= taken.length;
    if (taken.length > 0) this.pieces.push({ at: this.clock(), text: Buffer.from(taken).toString('latin1') });
    return taken.length;
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.room.wait(signal);
    if (this.gone) throw new PortClosedError('p');
    this.pieces.push({ at: this.clock(), text: Buffer.from(bytes).toString('latin1') });
  }
}

describe('transmit queue', () => {
  let bench: Bench;
  let guest: FakeGuest;
  let connected: Gate;
  let sent: number;

  const make = (pacing: Partial<Pacing> = {}): TransmitQueue => {
    const all = { characterDelayMs: 0, lineDelayMs: 0, ...pacing };
    return new TransmitQueue(
      bench.group,
      'p',
      connected,
      () => guest,
      all,
      (bytes) => (sent += bytes),
    );
  };

  beforeEach(() => {
    bench = new Bench();
    guest = new FakeGuest();
    connected = new Gate('connected', true);
    sent = 0;
  });

  afterEach(() => bench.close());

  it('the transmit queue writes in the order of the calls, each whole, and counts', async () => {
    const queue = make();
    const long = Buffer.alloc(100_000, 'a');
    await Promise.all([queue.send(long, bench.signal), queue.send(Buffer.from('b'), bench.signal)]);
    assert.equal(guest.text, `${long.toString()}b`);
    assert.equal(sent, 100_001);
    assert.equal(queue.depth, 0);
  });

  it('the transmit queue takes what nobody waits for in the same order, also when it is full', async () => {
    guest.room.close();
    const queue = make();
    const written: string[] = [];
    const full = queue.send(Buffer.alloc(1 << 20, 'f'), bench.signal);
    await until(() => queue.depth === 1 << 20);
    const more = queue.send(Buffer.alloc(1 << 20, 'm'), bench.signal);
    queue.offer(Buffer.from('a'), () => written.push('a'));
    queue.offer(Buffer.from('b'), () => written.push('b'));
    guest.room.open();
    await Promise.all([full, more]);
    await until(() => written.length === 2);
    assert.equal(guest.text.slice(-3), 'mab');
    queue.close();
    queue.offer(Buffer.from('c'), () => assert.fail('nobody reads any more'));
    assert.deepEqual(written, ['a', 'b']);
  });

  it('the transmit queue writes at once what there is room for, and the rest when there is', async () => {
    guest.room.close();
    guest.fits = 3;
    const queue = make();
    let written = false;
    queue.offer(Buffer.from('abcdef'), () => (written = true));
    await until(() => guest.text === 'abc' && queue.depth === 3);
    assert.equal(sent, 3);
    guest.room.open();
    await until(() => written);
    assert.deepEqual([guest.text, sent, queue.depth], ['abcdef', 6, 0]);
  });

  it('the transmit queue waits until there is somebody to write to', async () => {
    connected.close();
    const queue = make();
    const done = queue.send(Buffer.from('early'), bench.signal);
    assert.equal(queue.depth, 5);
    connected.open();
    await done;
    assert.equal(guest.text, 'early');
  });

  it('the transmit queue makes senders wait while the guest does not read', async () => {
    guest.room.close();
    const queue = make();
    let done = 0;
    const sends = Array.from({ length: 4 }, () =>
      queue.send(Buffer.alloc(1 << 19), bench.signal).then(() => done++),
    );
    await until(() => queue.depth === 3 << 19);
    assert.equal(done, 0);
    guest.room.open();
    await Promise.all(sends);
    assert.equal(guest.text.length, 4 << 19);
  });

  it('the transmit queue lets a caller go, between two pieces, without touching what others send', async () => {
    guest.room.close();
    const queue = make();
    const caller = new AbortController();
    const first = queue.send(Buffer.alloc(10_000, 'x'), caller.signal);
    const waiting = queue.send(Buffer.from('never'), caller.signal);
    const other = queue.send(Buffer.from('other'), bench.signal);
    caller.abort(new Error('changed my mind'));
    await assert.rejects(first, /changed my mind/);
    await assert.rejects(waiting, /changed my mind/);
    guest.room.open();
    await other;
    assert.equal(guest.text, 'other');
  });

  it('the transmit queue keeps the pace between characters and lines, across calls too', async () => {
    const time = FakeTime.hold();
    guest.clock = () => time.now;
    try {
      const queue = make({ characterDelayMs: 3, lineDelayMs: 20 });
      const sends = ['a\r', 'b', 'c'].map((text) => queue.send(Buffer.from(text), bench.signal));
      await time.pass(40);
      await Promise.all(sends);
    } finally {
      time.release();
    }
    assert.equal(guest.text, 'a\rbc');
    const gaps = guest.pieces.slice(1).map(({ at }, index) => at - guest.pieces[index]!.at);
    assert.deepEqual(gaps, [3, 23, 3]);
  });

  it('the transmit queue paces lines as wholes', async () => {
    const time = FakeTime.hold();
    guest.clock = () => time.now;
    try {
      const queue = make({ lineDelayMs: 5 });
      const sent = queue.send(Buffer.from('one\ntwo\rthree'), bench.signal);
      await time.pass(20);
      await sent;
    } finally {
      time.release();
    }
    assert.deepEqual(
      guest.pieces.map(({ text }) => text),
      ['one\n', 'two\r', 'three'],
    );
  });

  it('the transmit queue refuses everything once QEMU is gone', async () => {
    guest.room.close();
    const queue = make();
    const sends = [queue.send(Buffer.from('a'), bench.signal), queue.send(Buffer.from('b'), bench.signal)];
    guest.gone = true;
    guest.room.open();
    for (const send of sends) await assert.rejects(send, /port "p": QEMU no longer reads/);
    await assert.rejects(queue.send(Buffer.from('c'), bench.signal), PortClosedError);
  });

  it('the transmit queue ends with its group in the middle of a write', async () => {
    guest.room.close();
    const queue = make();
    const send = queue.send(Buffer.from('a'), new AbortController().signal);
    send.catch(() => undefined);
    await until(() => queue.depth === 1);
    await bench.group.close();
    await assert.rejects(send);
  });
});
