import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { ChildProcess } from '../../../concurrency/childProcess';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { FakeTime } from '../../../../test/support/fakeTime';
import { turns, until } from '../../../../test/support/until';
import { Cursor } from './cursor';
import type { Spool } from './spool';
import { SpoolReader, type Watch } from './spoolReader';
import { Trimmer } from './trimmer';

const NO_WATCH: Watch = () => {
  throw new Error('no watches left');
};

/** Another process that writes as QEMU does: at its own offset, not appending. */
async function writer(path: string, script: string): Promise<void> {
  const code = `const fs=require('fs');const fd=fs.openSync(${JSON.stringify(path)},'r+');let at=0;
    const put=b=>{fs.writeSync(fd,b,0,b.length,at);at+=b.length};${script}`;
  const child = await ChildProcess.spawn('writer', process.execPath, ['-e', code]);
  child.stdout.resume();
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const { code: exit } = await child.stopped;
  assert.equal(exit, 0, said);
}

async function hashAll(spool: Spool, signal: AbortSignal): Promise<string> {
  const cursor = new Cursor(spool, 0);
  const hash = createHash('sha256');
  cursor.hold();
  for (let bytes = await cursor.next(signal); bytes; bytes = await cursor.next(signal)) hash.update(bytes);
  assert.equal(cursor.lost, 0);
  return hash.digest('hex');
}

describe('spool reader', () => {
  let bench: Bench;
  let spool: Spool;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
  });

  afterEach(() => bench.close());

  for (const [how, watch] of [
    ['watching and polling', undefined],
    ['polling only, where nothing can be watched', NO_WATCH],
  ] as const) {
    it(`the spool reader reads what another process writes, byte for byte: ${how}`, async () => {
      const reader = new SpoolReader('read', spool, watch);
      reader.start(bench.group);
      const hashed = hashAll(spool, bench.signal);
      // Single bytes at full speed, pauses, large pieces.
      await writer(
        spool.path,
        `for(let i=0;i<20000;i++)put(Buffer.from([i%251]));
         setTimeout(()=>{for(let i=0;i<50;i++)put(Buffer.alloc(60000,i));setTimeout(()=>put(Buffer.from('end')),40)},40)`,
      );
      reader.finish();
      assert.equal(await hashed, createHash('sha256').update(readFileSync(spool.path)).digest('hex'));
      assert.equal(spool.tail.end, 20_000 + 50 * 60_000 + 3);
    });
  }

  it('the spool reader waits without waking up while nothing comes, and sees a byte at once', async () => {
    const reader = new SpoolReader('read', spool);
    reader.start(bench.group);
    await until(() => reader.detail === 'watching');
    appendFileSync(spool.path, 'x');
    await until(() => spool.tail.end === 1);
    assert.equal(reader.detail, 'watching', 'one byte is no flow');
  });

  it('the spool reader closes the watch under a flow and opens it again when that ends', async () => {
    let watches = 0;
    let change: () => void = () => undefined;
    const reader = new SpoolReader('read', spool, (_, onChange) => {
      watches++;
      change = onChange;
      return { close: () => watches-- };
    });
    reader.start(bench.group);
    await until(() => reader.detail === 'watching');
    for (let event = 0; event < 10; event++) {
      appendFileSync(spool.path, 'x');
      change();
    }
    await until(() => reader.detail === 'polling');
    assert.equal(watches, 0);
    await until(() => reader.detail === 'watching');
    assert.deepEqual([watches, spool.tail.end], [1, 10]);
  });

  for (const asked of [false, true]) {
    it(
      asked
        ? 'the spool reader goes on watching for answers, however many'
        : 'the spool reader polls for chatter that nobody asked for',
      async () => {
        let change: () => void = () => undefined;
        const reader = new SpoolReader('read', spool, (_, onChange) => {
          change = onChange;
          return { close: () => undefined };
        });
        const time = FakeTime.hold();
        try {
          reader.start(bench.group);
          await turns();
          assert.equal(reader.detail, 'watching');
          const seen = new Set<string>();
          for (let event = 0; event < 40; event++) {
            if (asked) reader.expectSoon();
            appendFileSync(spool.path, 'x');
            change();
            seen.add(reader.detail);
            await time.pass(3);
          }
          assert.equal(seen.has('polling'), !asked, [...seen].join(', '));
        } finally {
          time.release();
        }
      },
    );
  }

  it('the spool reader looks at a long flow every 16 ms while somebody is shown when bytes came, and wakes no reader more often', async () => {
    let change: () => void = () => undefined;
    const reader = new SpoolReader('read', spool, (_, onChange) => {
      change = onChange;
      return { close: () => undefined };
    });
    let looks = 0;
    spool.onLook = () => looks++;
    /** How often the file was read, and looked at apart from that. */
    const flow = async (ms: number): Promise<{ reads: number; looks: number }> => {
      let reads = 0;
      let end = 0;
      looks = 0;
      for (let passed = 0; passed < ms; passed++) {
        appendFileSync(spool.path, 'x');
        if (reader.detail === 'watching') change();
        await time.pass(1);
        if (spool.tail.end > end) reads++;
        end = spool.tail.end;
      }
      return { reads, looks };
    };
    const time = FakeTime.hold();
    try {
      reader.start(bench.group);
      await turns();
      await flow(1100);
      const usual = await flow(640);
      reader.readClosely(true);
      const closely = await flow(640);
      const counts = JSON.stringify({ usual, closely });
      assert.ok(usual.reads <= 12 && usual.looks === 0, counts);
      assert.ok(closely.reads <= 12, counts);
      assert.ok(closely.reads + closely.looks >= 38 && closely.reads + closely.looks <= 44, counts);
    } finally {
      time.release();
    }
  });

  it('the spool reader delivers what came between the last look and the end', async () => {
    const reader = new SpoolReader('read', spool, () => ({ close: () => undefined }));
    reader.start(bench.group);
    await until(() => reader.detail === 'watching');
    appendFileSync(spool.path, 'last words');
    reader.finish();
    assert.equal((await new Cursor(spool, 0).next(bench.signal))?.toString(), 'last words');
  });

  it('the spool is kept below its limit on the disk by a hole, and every cursor sees every byte', async () => {
    const limit = 4 << 20;
    const reader = new SpoolReader('read', spool);
    const trimmer = new Trimmer(spool, limit, (text) => assert.fail(text));
    reader.start(bench.group);
    trimmer.start(bench.group, 'trim');
    const hashed = hashAll(spool, bench.signal);
    await writer(
      spool.path,
      `const b=Buffer.alloc(65536);let n=0;const go=()=>{for(let i=0;i<16;i++){b.writeUInt32LE(n,100);b.fill(n&255,200,60000);put(b);n++}
       if(n<640)setTimeout(go,2)};go()`,
    );
    reader.finish();
    const expected = createHash('sha256');
    const piece = Buffer.alloc(65_536);
    for (let n = 0; n < 640; n++) {
      piece.writeUInt32LE(n, 100);
      piece.fill(n & 255, 200, 60_000);
      expected.update(piece);
    }
    assert.equal(await hashed, expected.digest('hex'));
    assert.equal(spool.tail.end, 640 * 65_536);
    await until(() => statSync(spool.path).blocks * 512 <= limit);
    assert.ok(spool.kept <= spool.tail.end - limit / 2, 'and no more is given back than that takes');
    assert.equal(
      new Cursor(spool, 0).take().length,
      65_536,
      'reading begins at the oldest byte that is kept',
    );
    assert.deepEqual(bench.records, []);
  });

  it('the person is told when the limit is near and nothing can be given back', async () => {
    const limits: string[] = [];
    const punch = (): Promise<void> => Promise.reject(new Error('only Linux can free the front of a file'));
    new Trimmer(spool, 1000, (text) => limits.push(text), punch).start(bench.group, 'trim');
    spool.append(Buffer.alloc(3 << 20));
    await until(() => limits.length > 0);
    assert.match(limits[0]!, /spool cannot be kept below its limit of 1\.0 kB: only Linux.*qemu\.spoolLimit/);
  });
});
