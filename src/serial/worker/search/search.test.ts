import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { Bench } from '../../../../test/support/serial/workerFixture';
import type { WaitMatch } from '../../waitMatch';
import type { Spool } from '../spool/spool';
import { Search } from './search';

describe('a search', () => {
  let bench: Bench;
  let files = 0;

  beforeEach(() => (bench = new Bench()));
  afterEach(() => bench.close());

  /** Looks at all that is there, as the thread that moves bytes asks for it. */
  function lookAt(search: Search, spool: Spool): WaitMatch | undefined {
    for (;;) {
      const { position, match } = search.look(spool.tail.end, spool.kept);
      if (match) return match;
      if (position >= spool.tail.end) return undefined;
    }
  }

  /** Feeds in pieces, each of which is looked at before the next comes; the first match. */
  function scan(
    pattern: string | RegExp,
    stream: Buffer,
    {
      cut = () => Infinity,
      from = 0,
      raw = false,
    }: { cut?: () => number; from?: number; raw?: boolean } = {},
  ): WaitMatch | undefined {
    const spool = bench.spool(`spool${files++}`);
    if (from > 0) spool.append(Buffer.alloc(from));
    const search = new Search({ path: spool.path, from, pattern, raw });
    try {
      for (let at = 0; at < stream.length;) {
        const piece = stream.subarray(at, at + cut());
        spool.append(piece);
        at += piece.length;
        const match = lookAt(search, spool);
        if (match) return match;
      }
      return undefined;
    } finally {
      search.close();
    }
  }

  for (const raw of [false, true])
    for (const pattern of ['login: ', /lo+gin: /, /(?<=x?)login: /] as const)
      it(`a search finds ${String(pattern)} across every border, at its exact bytes${raw ? ', in raw bytes' : ''}`, () => {
        const stream = Buffer.from('Žluťoučký 😀 kůň\r\n\xff login: root');
        const start = stream.indexOf('login');
        for (let cut = 1; cut <= stream.length; cut++) {
          const match = scan(pattern, stream, { cut: () => cut, raw });
          assert.deepEqual(match, { text: 'login: ', groups: [], start, end: start + 7 }, `pieces of ${cut}`);
        }
      });

  it('a search has exact offsets in text that is not UTF-8', () => {
    const stream = Buffer.concat([
      Buffer.from([0xff, 0xe2, 0x82, 0x41, 0xf0, 0x9f, 0x00]),
      Buffer.from('€x=42;'),
    ]);
    const start = stream.indexOf('x');
    for (const raw of [false, true])
      for (let round = 0; round < 30; round++) {
        const match = scan(/x=(\d+)(;)(z)?/, stream, { cut: () => randomInt(1, 5), raw });
        assert.deepEqual(match, { text: 'x=42;', groups: ['42', ';', undefined], start, end: start + 5 });
      }
  });

  it('a search adds the offset where it began', () => {
    const match = scan('b', Buffer.from('aab'), { cut: () => 1, from: 100 });
    assert.deepEqual(match, { text: 'b', groups: [], start: 102, end: 103 });
  });

  it('a search sees text as a person does, with the bytes of what it found', () => {
    const stream = Buffer.from('\x1b[32m[  O\x1b[0mK  ] Reached\r\n');
    for (const pattern of ['[  OK  ] Reached', /^\[ +OK +\] Reached$/m, /OK(?=\s)\s+\] Reached/]) {
      for (let cut = 1; cut < 12; cut++) {
        const match = scan(pattern, stream, { cut: () => cut });
        assert.ok(match, String(pattern));
        assert.ok(match.text.endsWith('OK  ] Reached'));
        assert.equal(match.end, stream.indexOf('\r'));
      }
    }
    assert.equal(scan('OK', stream, { raw: true }), undefined);
    assert.equal(scan('\x1b[0mK', stream, { raw: true })?.start, 9);
  });

  it('a search takes a carriage return in a pattern for the end of a line that it is', () => {
    const stream = Buffer.from('\x1b[1m> echo\r\nalive\r\n> ');
    for (const pattern of [
      '\r\nalive\r\n',
      'alive\n',
      /\r\nal[^\r]+\r\n/,
      /e\r?\n/,
      /e[\r\n]+> $/,
      /alive\r/,
    ]) {
      assert.ok(scan(pattern, stream), String(pattern));
    }
    assert.equal(scan('alive\r\n', stream, { raw: true })?.end, 19);
  });

  it('a search finds what comes after very much else, within bounded memory', () => {
    const noise = Buffer.from('0123456789 some noise é\n'.repeat(2000));
    const spool = bench.spool();
    const search = new Search({ path: spool.path, from: 0, pattern: /END-(\d+)/, raw: false });
    const before = process.memoryUsage().rss;
    let fed = 0;
    for (; fed < 16 << 20; fed += noise.length) {
      spool.append(noise);
      assert.equal(lookAt(search, spool), undefined);
    }
    spool.append(Buffer.from('xEND-'));
    assert.equal(lookAt(search, spool), undefined);
    spool.append(Buffer.from('7 '));
    assert.deepEqual(lookAt(search, spool), { text: 'END-7', groups: ['7'], start: fed + 1, end: fed + 6 });
    search.close();
    assert.ok(process.memoryUsage().rss - before < 64 << 20);
  });

  it('a search looks at no more than a moment’s work at once', () => {
    const spool = bench.spool();
    spool.append(Buffer.alloc(4 << 20, 'é'));
    const search = new Search({ path: spool.path, from: 0, pattern: 'y', raw: false });
    assert.deepEqual(search.look(spool.tail.end, 0), { position: 262_144, needed: 262_144 });
    search.close();
  });

  it('a search skips no more than a moment’s work at once', () => {
    const spool = bench.spool();
    spool.append(Buffer.alloc(4 << 20, 'x\n'));
    const search = new Search({ path: spool.path, from: 0, pattern: 'y', raw: false });
    assert.equal(search.look(spool.tail.end, 0).position, 2_097_152);
    search.close();
  });

  it('a search takes ^ as the beginning of the search, or of a line with the m flag', () => {
    const stream = Buffer.from(`${'x'.repeat(50_000)}\nready\n`);
    const cut = (): number => 1000;
    assert.equal(scan(/^ready/, stream, { cut }), undefined);
    assert.equal(scan(/^ready/m, stream, { cut })?.start, 50_001);
    assert.equal(scan(/^x/, stream, { cut })?.start, 0);
    assert.equal(scan(/^ready$/m, Buffer.from('a\r\nready\r\n'), { raw: true })?.start, 3);
  });

  it('a search looks everywhere, whatever flags the expression has', () => {
    assert.equal(scan(/B/giy, Buffer.from('aab'), { cut: () => 1 })?.start, 2);
  });

  it('a search does not match across bytes that are gone', () => {
    const spool = bench.spool();
    const search = new Search({ path: spool.path, from: 0, pattern: /ab/, raw: false });
    spool.append(Buffer.from('a'));
    assert.equal(lookAt(search, spool), undefined);
    spool.append(Buffer.from('xxxxb'));
    spool.forget(5);
    spool.append(Buffer.from('..ab'));
    assert.equal(lookAt(search, spool)?.start, 8);
    search.close();
  });
});
