import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import type { WaitMatch } from '../../waitMatch';
import { Bench } from '../../../../test/support/serial/workerFixture';
import { Search } from './search';
import type { Spool } from '../spool/spool';
import { SpoolViewer } from '../spool/spoolView';
import { Expect } from './expect';

describe('expect', () => {
  let bench: Bench;
  let spool: Spool;
  let viewer: SpoolViewer;
  let files = 0;

  beforeEach(() => {
    bench = new Bench();
    begin();
  });

  afterEach(() => bench.close());

  const begin = (): void => {
    spool = bench.spool(`spool${files++}`);
    viewer = new SpoolViewer(spool);
  };

  const search = (pattern: string | RegExp, from = 0): Promise<WaitMatch | undefined> =>
    new Search(spool, viewer, pattern, from).run(bench.signal);

  /** Feeds in pieces, each of which is looked at before the next comes; the first match. */
  async function scan(
    pattern: string | RegExp,
    stream: Buffer,
    cut: () => number,
    from = 0,
  ): Promise<WaitMatch | undefined> {
    begin();
    spool.append(Buffer.alloc(from));
    const found = search(pattern, from);
    for (let at = 0; at < stream.length;) {
      const piece = stream.subarray(at, at + cut());
      spool.append(piece);
      at += piece.length;
      await new Promise(setImmediate);
    }
    spool.tail.finish();
    return await found;
  }

  for (const pattern of ['login: ', /lo+gin: /] as const) {
    it(`finds ${String(pattern)} across every border, at its exact bytes`, async () => {
      const stream = Buffer.from('Žluťoučký 😀 kůň\r\n\xff login: root');
      const start = stream.indexOf('login');
      for (let cut = 1; cut <= stream.length; cut++) {
        const match = await scan(pattern, stream, () => cut);
        assert.deepEqual(match, { text: 'login: ', groups: [], start, end: start + 7 }, `pieces of ${cut}`);
      }
    });
  }

  it('has exact offsets in text that is not UTF-8', async () => {
    const stream = Buffer.concat([
      Buffer.from([0xff, 0xe2, 0x82, 0x41, 0xf0, 0x9f, 0x00]),
      Buffer.from('€x=42;'),
    ]);
    const start = stream.indexOf('x');
    for (let round = 0; round < 50; round++) {
      const match = await scan(/x=(\d+)(;)(z)?/, stream, () => randomInt(1, 5));
      assert.deepEqual(match, { text: 'x=42;', groups: ['42', ';', undefined], start, end: start + 5 });
    }
  });

  it('adds the offset where the search began', async () => {
    assert.deepEqual(await scan('b', Buffer.from('aab'), () => 1, 100), {
      text: 'b',
      groups: [],
      start: 102,
      end: 103,
    });
  });

  it('finds what comes after very much else, within bounded memory', async () => {
    const noise = Buffer.from('0123456789 some noise é\n'.repeat(2000));
    const before = process.memoryUsage().rss;
    const found = search(/END-(\d+)/);
    let fed = 0;
    for (; fed < 64 << 20; fed += noise.length) {
      spool.append(noise);
      await new Promise(setImmediate);
    }
    spool.append(Buffer.from('xEND-'));
    await new Promise(setImmediate);
    spool.append(Buffer.from('7 '));
    assert.deepEqual(await found, { text: 'END-7', groups: ['7'], start: fed + 1, end: fed + 6 });
    assert.ok(process.memoryUsage().rss - before < 64 << 20);
  });

  it('reads what many look for once, wherever they began', async () => {
    const line = Buffer.from('0123456789 some noise\n'.repeat(50_000));
    spool.append(line);
    const reads: number[] = [];
    const read = spool.read.bind(spool);
    spool.read = (buffer, position) => {
      reads.push(position);
      return read(buffer, position);
    };
    const patterns = ['one', /two/, /thr(e)e/, /four$/];
    const found = Promise.all(patterns.map((pattern, index) => search(pattern, index * 1000)));
    await new Promise(setImmediate);
    spool.append(Buffer.from('one two three four'));
    assert.deepEqual(
      (await found).map((match) => match?.start),
      [0, 4, 8, 14].map((at) => line.length + at),
    );
    const pieces = Math.ceil(line.length / 98_304);
    assert.ok(reads.length <= pieces + 2 * patterns.length, `${reads.length} reads of ${pieces} pieces`);
  });

  it('takes ^ as the beginning of the search, or of a line with the m flag', async () => {
    const stream = Buffer.from(`${'x'.repeat(50_000)}\nready\n`);
    assert.equal(await scan(/^ready/, stream, () => 1000), undefined);
    assert.equal((await scan(/^ready/m, stream, () => 1000))?.start, 50_001);
    assert.equal((await scan(/^x/, stream, () => 1000))?.start, 0);
  });

  it('looks everywhere, whatever flags the expression has', async () => {
    assert.equal((await scan(/B/giy, Buffer.from('aab'), () => 1))?.start, 2);
  });

  it('refuses an empty text', () => {
    assert.throws(() => new Search(spool, viewer, '', 0), /empty/);
  });
});

describe('waiting for text', () => {
  let bench: Bench;
  let spool: Spool;
  let expect: Expect;

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
    expect = new Expect('serial0', spool);
  });

  afterEach(() => bench.close());

  const say = (text: string): void => spool.append(Buffer.from(text));
  const wait = (pattern: string | RegExp, timeoutMs = 5000, from?: number): Promise<WaitMatch> =>
    expect.waitFor(pattern, from, timeoutMs, bench.signal);

  it('sees what came before, and goes on after the last match', async () => {
    say('> one\n> two\n');
    assert.equal((await wait('> ')).start, 0);
    assert.equal((await wait('> ')).start, 6);
    const third = wait('> ');
    say('> ');
    assert.equal((await third).start, 12);
    assert.equal((await wait('> ', 5000, 0)).start, 0);
  });

  it('finds what is there already even with no time at all', async () => {
    say('here');
    assert.equal((await wait('here', 0)).start, 0);
  });

  it('times out with the last lines received, readable', async () => {
    say('\x1b[31mboot\x1b[0m\r\nline two\0\r\nno prompt');
    await assert.rejects(wait('login: ', 20), (error: Error) => {
      assert.equal(error.name, 'TimeoutError');
      assert.equal(
        error.message,
        '"login: " on port "serial0" did not come within 20 ms. Last lines received:\nboot\nline two\nno prompt',
      );
      return true;
    });
    await assert.rejects(wait(/x/, 5, spool.tail.end), /^TimeoutError: \/x\/ .* Nothing was received\.$/);
  });

  it('tells at the end of the machine that it will not come', async () => {
    const pending = wait(/never/);
    say('panic: oops');
    spool.tail.finish();
    await assert.rejects(
      pending,
      /\/never\/ on port "serial0" did not come before the machine ended\. Last.*\npanic: oops/,
    );
    await assert.rejects(wait('later'), /before the machine ended/);
    assert.equal((await wait('oops')).start, 7);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const pending = expect.waitFor('x', undefined, 5000, controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(pending, /enough/);
  });

  it('does not match across bytes that are gone', async () => {
    const pending = wait(/ab/);
    say('a');
    await new Promise(setImmediate);
    say('xxxxb');
    spool.forget(5);
    say('..ab');
    assert.equal((await pending).start, 8);
  });
});
