import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError } from '../../concurrency/abort';
import { Emitter } from '../../concurrency/event';
import { FakeTime } from '../../../test/support/fakeTime';
import { guard, turns, until } from '../../../test/support/until';
import type { SerialPort } from '../port';
import { block, crc16 } from './blocks';
import { withFile } from './fileToSend';
import { lineByLine } from './lineByLine';
import { paced, raw } from './plain';
import type { Transfer } from './transfer';
import { xmodem, xmodem1k } from './xmodem';
import { ymodem } from './ymodem';

const [SOH, STX, EOT, ACK, NAK, CAN] = [0x01, 0x02, 0x04, 0x06, 0x15, 0x18];

/** A port whose guest answers what is sent. */
class Guest {
  readonly sent: Buffer[] = [];
  private readonly printed = new Emitter<Uint8Array>();
  answer: (bytes: Buffer) => readonly number[] | string = () => [];
  readonly waits: string[] = [];
  readonly port = {
    name: 'console',
    counters: { received: 7 },
    onDidReceive: this.printed.event,
    send: async (data: string | Uint8Array, signal: AbortSignal) => {
      signal.throwIfAborted();
      this.sent.push(Buffer.from(data));
      const answer = this.answer(Buffer.from(data));
      await turns(1);
      this.print(answer);
    },
    waitFor: (pattern: string | RegExp, { from = 0 }) => {
      this.waits.push(`${String(pattern)} from ${from}`);
      return Promise.resolve({ text: '', groups: [], start: from, end: from + 10 });
    },
  } as unknown as SerialPort;

  print(what: readonly number[] | string): void {
    if (what.length > 0) this.printed.fire(Buffer.from(what as string));
  }

  get listens(): boolean {
    return this.printed.listenerCount > 0;
  }
}

/** The receiver's side: what it has taken, and what it says to each thing that is sent. */
function receiver(taken: Buffer[]): (bytes: Buffer) => readonly number[] {
  return (bytes) => {
    if (bytes[0] === EOT) return [ACK];
    if (bytes[0] !== SOH && bytes[0] !== STX) return [];
    const data = bytes.subarray(3, -2);
    assert.equal(data.length, bytes[0] === SOH ? 128 : 1024);
    assert.equal(bytes[1]! + bytes[2]!, 255);
    assert.equal(crc16(bytes.subarray(3)), 0, 'a message with its CRC has the CRC 0');
    taken.push(Buffer.concat([bytes.subarray(1, 2), data]));
    return [ACK];
  };
}

describe('transfers', () => {
  let folder: string;
  let guest: Guest;
  beforeEach(async () => {
    guest = new Guest();
    folder = await mkdtemp(join(tmpdir(), 'qsd-transfers-'));
  });
  afterEach(async () => {
    assert.equal(guest.listens, false, 'the port is let go');
    await rm(folder, { recursive: true });
  });

  async function send(transfer: Transfer, content: Buffer | string, signal = guard()): Promise<number[]> {
    const path = join(folder, 'kernel.bin');
    await writeFile(path, content);
    const told: number[] = [];
    await withFile(path, (file) =>
      transfer(guest.port, file, { signal, progress: (bytes) => told.push(bytes) }),
    );
    return told;
  }

  /** Sends while the guest begins as a receiver does. */
  async function sendTo(
    transfer: Transfer,
    content: Buffer | string,
    begin: number[],
    signal?: AbortSignal,
  ): Promise<number[]> {
    const done = send(transfer, content, signal);
    await Promise.race([until('somebody listens', () => guest.listens), done]);
    guest.print(begin);
    return await done;
  }

  const content = Buffer.from(Array.from({ length: 300 }, (_, index) => index % 251));

  it('a block’s CRC is the one that the protocol’s own example has', () => {
    assert.equal(crc16(Buffer.from('123456789')), 0x31c3);
  });

  it('XMODEM sends numbered blocks of 128 bytes, and the last one filled up', async () => {
    const taken: Buffer[] = [];
    guest.answer = receiver(taken);
    const told = await sendTo(xmodem, content, [0x43]);
    assert.deepEqual(
      taken.map((each) => each[0]),
      [1, 2, 3],
    );
    const data = Buffer.concat(taken.map((each) => each.subarray(1)));
    assert.deepEqual(data, Buffer.concat([content, Buffer.alloc(84, 0x1a)]));
    assert.deepEqual(told, [128, 256, 300]);
  });

  it('XMODEM sends a checksum to a receiver that asks for none better', async () => {
    guest.answer = () => [ACK];
    await sendTo(xmodem, 'A', [NAK]);
    const [first] = guest.sent;
    assert.equal(first?.length, 132);
    assert.equal(first.at(-1), (0x41 + 127 * 0x1a) & 0xff);
  });

  it('XMODEM sends a block again that did not come whole, and counts blocks beyond 255', async () => {
    const taken: Buffer[] = [];
    const receive = receiver(taken);
    let refused = false;
    guest.answer = (bytes) => {
      if (bytes[0] === SOH && bytes[1] === 2 && !refused) {
        refused = true;
        return [NAK];
      }
      return receive(bytes);
    };
    await sendTo(xmodem, Buffer.alloc(128 * 257, 1), [0x43]);
    assert.deepEqual(
      [refused, taken.length, taken[1]?.[0], taken[255]?.[0], taken[256]?.[0]],
      [true, 257, 2, 0, 1],
    );
  });

  it('a receiver’s C counts at the end of what is printed only', async () => {
    guest.answer = receiver([]);
    const done = send(xmodem1k, 'x');
    await until('somebody listens', () => guest.listens);
    guest.print('Commands: C, loadx ');
    await turns();
    assert.deepEqual(guest.sent, []);
    guest.print('C');
    await done;
    assert.equal(guest.sent[0]?.[0], SOH, 'a short rest goes in a short block');
  });

  it('XMODEM ends when the receiver cancels, and says so', async () => {
    guest.answer = () => [CAN, CAN];
    await assert.rejects(sendTo(xmodem, 'x', [0x43]), /has cancelled the transfer/);
  });

  it('XMODEM ends when the guest prints without end', async () => {
    guest.answer = (bytes) => (bytes[0] === SOH ? 'x'.repeat(70_000) : []);
    await assert.rejects(sendTo(xmodem, 'x', [0x43]), /prints other things/);
  });

  it('XMODEM tells a receiver that it is cancelled', async () => {
    const controller = new AbortController();
    guest.answer = (bytes) => {
      if (bytes[0] === SOH) controller.abort(new CancelledError());
      return [];
    };
    await assert.rejects(sendTo(xmodem, 'x', [0x43], controller.signal), CancelledError);
    assert.deepEqual([...guest.sent.at(-1)!.subarray(0, 8)], Array(8).fill(CAN));
  });

  it('XMODEM says what to start when nothing in the guest asks for a file', async () => {
    const time = FakeTime.hold();
    try {
      const done = assert.rejects(send(xmodem, 'x', new AbortController().signal), /within 60 s.*loadx/);
      await until('somebody listens', () => guest.listens);
      await time.jump(60_000);
      await done;
    } finally {
      time.release();
    }
  });

  it('YMODEM tells name and size first, and ends with an empty name', async () => {
    const taken: Buffer[] = [];
    const receive = receiver(taken);
    let ends = 0;
    guest.answer = (bytes) => {
      if (bytes[0] === EOT) return ends++ === 0 ? [NAK] : [ACK, 0x43];
      return bytes[1] === 0 ? [...receive(bytes), 0x43] : receive(bytes);
    };
    await sendTo(ymodem, content, [0x43]);
    assert.deepEqual(
      taken.map((each) => each[0]),
      [0, 1, 0],
    );
    assert.equal(taken[0]?.subarray(1).toString().replace(/\0+$/, ''), 'kernel.bin\x00300');
    assert.deepEqual(taken[1]?.subarray(1, 301), content);
    assert.ok(taken[2]?.subarray(1).every((byte) => byte === 0));
    assert.equal(ends, 2, 'the end is said again');
  });

  it('a raw file is sent as it is', async () => {
    assert.deepEqual(await send(raw, Buffer.alloc(5000, 7)), [4096, 5000]);
    assert.deepEqual(Buffer.concat(guest.sent), Buffer.alloc(5000, 7));
  });

  it('a paced file takes its time', async () => {
    const time = FakeTime.hold();
    try {
      const done = send(paced(1000), Buffer.alloc(30));
      await until('the first piece is sent', () => guest.sent.length > 0);
      await turns(20);
      assert.equal(guest.sent.length, 1);
      await time.pass(10);
      await until('the second piece is sent', () => guest.sent.length === 2);
      await time.pass(20);
      await done;
      assert.equal(guest.sent.length, 3);
    } finally {
      time.release();
    }
  });

  it('line by line waits for each echo where the last one ended, and for none of an empty line', async () => {
    await send(lineByLine({ lineEnd: '\r' }), 'one\r\n\ntwo');
    assert.deepEqual(guest.sent.map(String), ['one\r', '\r', 'two\r']);
    assert.deepEqual(guest.waits, ['one from 7', 'two from 17']);
  });

  it('line by line waits for a prompt that a person names', async () => {
    await send(lineByLine({ lineEnd: '\n', prompt: /=> $/ }), 'one\n\n');
    assert.deepEqual(guest.waits, ['/=> $/ from 7', '/=> $/ from 17']);
  });

  it('a block is not filled up with what a receiver would take for a name', () => {
    assert.equal(block(0, new Uint8Array(0), 'crc', 0)[3], 0);
    assert.equal(block(1, new Uint8Array(0), 'crc')[3], 0x1a);
  });
});
