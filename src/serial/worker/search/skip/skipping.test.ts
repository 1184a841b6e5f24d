import assert from 'node:assert/strict';
import { random } from '../../../../../test/support/random';
import { Bench } from '../../../../../test/support/serial/workerFixture';
import type { WaitMatch } from '../../../waitMatch';
import type { Spool } from '../../spool/spool';
import { RawText, TextAsSeen } from '../../seen/textAsSeen';
import { withoutCarriageReturns } from '../carriageReturns';
import { LONGEST_MATCH, matcherFor } from '../matcher';
import { Search } from '../search';
import { PIECE_BYTES, pieceEnd } from '../../../../log/filePieces';
import { Scouts } from './scouts';

const SEEDS = 2;

const PATTERNS = [
  'login: ',
  '\tdone\r\nlogin',
  /panic - .*/,
  /panic - [^]*?halted/,
  /^start/,
  /^ready$/m,
  /assert(ion)? .*failed/i,
  /(?:foo|bar)\d+ done/,
  /\bKERNEL\b.{3}/,
  /\d{9}x*/,
];

/** A search that makes text of every byte. */
function fullSearch(pattern: string | RegExp, raw: boolean) {
  const reader = raw ? new RawText() : new TextAsSeen();
  const matcher = matcherFor(raw ? pattern : withoutCarriageReturns(pattern), !raw);
  let position = 0;
  let goesOn = false;
  return (stream: Buffer, end: number): WaitMatch | undefined => {
    while (position < end) {
      const piece = stream.subarray(position, Math.min(end, pieceEnd(position)));
      reader.push(piece, position);
      position += piece.length;
      const match = reader.withRest(() => {
        const text = reader.text.toString();
        const found = matcher.find(text, goesOn ? 1 : 0);
        if (!found) return undefined;
        const to = found.index + found.length;
        const [start, last] = [reader.text.firstByte(found.index, to), reader.text.lastByte(found.index, to)];
        return { text: text.slice(found.index, to), groups: found.groups, start, end: last };
      });
      goesOn = reader.text.keepLast(LONGEST_MATCH) || goesOn;
      if (match) return match;
    }
    return undefined;
  };
}

/** Looks until it has found something or is at the end; with how many bytes were left out at most. */
function lookToEnd(search: Search, spool: Spool) {
  const { end } = spool.tail;
  let furthest = 0;
  for (let at = 0; ; at += PIECE_BYTES) {
    const { position, needed, match } = search.look(Math.min(at, end), 0);
    furthest = Math.max(furthest, position - needed);
    if (match || position >= end) return { match, furthest };
  }
}

/** What a guest may print, in random order: most of it plain, so that most of it can be skipped. */
class Guest {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = random(seed);
  }

  /** What it prints, in parts. */
  parts(bytes: number): Buffer[] {
    const parts: string[] = [];
    for (let length = 0; length < bytes;) {
      const more = this.next() < 0.55 ? [this.lines()] : this.special();
      parts.push(...more);
      length += more.join('').length;
    }
    return parts.map((part) => Buffer.from(part, 'latin1'));
  }

  /** The same, in the pieces in which it comes: some end where a part does. */
  cut(parts: readonly Buffer[]): Buffer[] {
    return parts.flatMap((part) => {
      const at = this.next() < 0.5 ? 0 : this.whole(part.length);
      const most = this.next() < 0.1 ? 2000 : 90_000;
      const pieces = [part.subarray(0, at)];
      for (let from = at; from < part.length; from += most) pieces.push(part.subarray(from, from + most));
      return pieces.filter(({ length }) => length > 0);
    });
  }

  private whole(below: number): number {
    return Math.floor(this.next() * below);
  }

  private one(texts: readonly string[]): string {
    return texts[this.whole(texts.length)] ?? '';
  }

  private lines(): string {
    const end = this.one(['\n', '\r\n']);
    const count = 1 + this.whole(this.next() < 0.5 ? 4000 : 40);
    return Array.from({ length: count }, () => this.words() + end).join('');
  }

  private words(): string {
    if (this.next() < 0.01) return this.one(['c - ', 'n: ', 'halted', ' failed', '7 done', 'ready', 'x9xx']);
    return Array.from({ length: this.whole(9) }, () =>
      this.one(['kern', 'pani', 'log', '12345678', 'as', '\t', 'ser', 'foo', 'c', ' ']),
    ).join(this.one([' ', '']));
  }

  private special(): string[] {
    const number = 1 + this.whole(30);
    const text = this.one(['panic - ', 'login: ', 'KERNEL', 'rea', 'halted', 'Assert', ' failed', '']);
    const torn = this.whole(9);
    if (this.next() < 0.1) return [`${text.slice(0, torn)}\x1b[1m`, text.slice(torn) + this.lines()];
    const part = this.one([
      `\x1b[31m${text}\x1b[0m${this.words()}`,
      `${text.slice(0, 3)}\x1b[1m${text.slice(3)}`,
      `${text.slice(0, 4)}\x1b[1m`,
      `\x1b[${number}A${text}`,
      `\x1b[${number}A\x1b[${number}C`,
      `\x1b[${number}D${text}`,
      `${this.words()}\r${text}`,
      `\r`,
      `\x1b7`,
      `\x1b8${text}`,
      `a\x1b[${number}b`,
      `\x1b[${number}b${text}`,
      `\x1b[K\x1b[${number};${number}H`,
      `\x1bP${this.words()}`,
      `\x1b]0;${this.lines()}\x07`,
      '\x1b\\',
      `\xe2\x82`,
      `\xac${text}`,
      `\xf0\x9f\x98\x80${text}`,
      `\b\b${text}`,
      'x'.repeat(this.whole(70_000)),
      '\n'.repeat(this.whole(60_000)),
      `${text}\n`,
      `foo1${text}`,
      `2 done`,
      `${text}9`,
    ]);
    return [part];
  }
}

/** What is on the screen before plain bytes that finish it, and the pattern for the whole. */
const FINISHED_BY_PLAIN_BYTES: readonly (readonly [
  before: string,
  plain: string,
  pattern: string | RegExp,
])[] = [
  ['login', ': \n', 'login: '],
  ['logi\x1b[1m', 'n: \n', 'login: '],
  ['', 'xxgin: \rlo\n', 'login: '],
  ['login: x\x1b[1m', 'root\n', /login: .*root/],
  ['xxgin: \x1b[7D', 'lo\n', 'login: '],
  ['xxgin: \x1b[7', 'Dlo\n', 'login: '],
  ['xxgin: \r', 'lo\n', 'login: '],
  ['logi\nabcd\x1b[1A', 'n: \n', 'login: '],
  ['a\u017f\u017fert', ' x failed\n', /assert.*failed/i],
];

const PLAIN = 'one line of many\r\n'.repeat(20_000);
const TALL = Array.from({ length: 92 }, (_, line) => `abc${line} ${'x'.repeat(5000)}\n`).join('');

/** What is skipped, at least in part; what comes then; and what the pattern for it needs of what was skipped. */
const AFTER_A_SKIP: readonly (readonly [plain: string, then: string, pattern: string | RegExp])[] = [
  // A literal across the border of two pieces.
  [`${PLAIN.slice(0, 3 * PIECE_BYTES - 3)}log`, 'in: ', 'login: '],
  // Text before the literal, in a piece with its only line ends behind it.
  [
    PLAIN.slice(0, 2 * PIECE_BYTES) + `${'x'.repeat(PIECE_BYTES - 8100)} START\n${PLAIN.slice(0, 8093)}`,
    'login: ',
    /START[^]*login: /,
  ],
  // The same in a line without end.
  [`${'x'.repeat(5 * PIECE_BYTES - 500)}START${'x'.repeat(1000)}`, 'login: ', /START[^]*login: /],
  // A row above, and a column.
  [TALL, '\x1b[20AK', /^Kbc72 x/m],
  [`abcdefg\x1b[2D\x1b7\n${PLAIN}`, 'abcdefg\x1b8X', 'abcdeXg'],
];

describe('skipping', () => {
  let bench: Bench;
  beforeEach(() => (bench = new Bench()));
  afterEach(() => bench.close());

  it('a search skips no plain bytes that finish what other bytes have begun', () => {
    for (const [index, [before, plain, pattern]] of FINISHED_BY_PLAIN_BYTES.entries()) {
      const spool = bench.spool(`spool${index}`);
      const search = new Search({ path: spool.path, from: 0, pattern, raw: false });
      const full = fullSearch(pattern, false);
      spool.append(Buffer.from(before));
      assert.equal(search.look(spool.tail.end, 0).match, undefined);
      full(Buffer.from(before), spool.tail.end);
      spool.append(Buffer.from(plain));
      const { match } = search.look(spool.tail.end, 0);
      assert.ok(match, JSON.stringify(before));
      assert.deepEqual(match, full(Buffer.from(before + plain), spool.tail.end));
      search.close();
    }
  });

  it('a search that has skipped plain bytes finds what they are a part of', () => {
    for (const [index, [plain, then, pattern]] of AFTER_A_SKIP.entries()) {
      const spool = bench.spool(`spool${index}`);
      const search = new Search({ path: spool.path, from: 0, pattern, raw: false });
      spool.append(Buffer.from(plain));
      const { furthest } = lookToEnd(search, spool);
      assert.ok(furthest > PIECE_BYTES / 2, `${String(pattern)}: ${furthest} bytes were left out`);
      spool.append(Buffer.from(then));
      const { match } = lookToEnd(search, spool);
      assert.ok(match, String(pattern));
      assert.deepEqual(match, fullSearch(pattern, false)(Buffer.from(plain + then), spool.tail.end));
      search.close();
    }
  });

  it('a search that skips does not see what stands before its beginning', () => {
    const spool = bench.spool();
    spool.append(Buffer.from(`${PLAIN.slice(0, PIECE_BYTES - 2000)}START${PLAIN.slice(0, 2500)}`));
    const order = { path: spool.path, from: PIECE_BYTES - 500, pattern: /START[^]*login: /, raw: false };
    const search = new Search(order);
    assert.equal(lookToEnd(search, spool).match, undefined);
    spool.append(Buffer.from('login: '));
    assert.equal(lookToEnd(search, spool).match, undefined);
    search.close();
  });

  it('a search that skips plain bytes finds what a search through all of them finds, at the same bytes', () => {
    let restarts = 0;
    let found = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const guest = new Guest(seed);
      const parts = guest.parts(500_000);
      const stream = Buffer.concat(parts);
      const spool = bench.spool(`spool${seed}`);
      const scouts = new Scouts();
      const waits = [false, true].flatMap((raw) =>
        PATTERNS.map((pattern) => ({
          what: `seed ${seed}, ${String(pattern)}${raw ? ' (raw)' : ''}`,
          search: new Search({ path: spool.path, from: 0, pattern, raw }, scouts),
          full: fullSearch(pattern, raw),
        })),
      );
      let open = waits;
      const ends = new Set([0]);
      for (const piece of guest.cut(parts)) {
        spool.append(piece);
        const { end } = spool.tail;
        ends.add(end);
        open = open.filter(({ what, search, full }) => {
          const { position, needed, match } = search.look(end, 0);
          assert.deepEqual(match, full(stream, end), `${what}, up to ${end}`);
          // Neither all bytes are text now, nor is the text to go on where it ended.
          if (needed < position && !ends.has(needed) && pieceEnd(needed - 1) !== needed) restarts++;
          if (match) found++;
          return !match;
        });
      }
      for (const { search } of waits) search.close();
      spool.close();
    }
    assert.ok(restarts > SEEDS, `text was to begin afresh ${restarts} times`);
    assert.ok(found > SEEDS, `there were ${found} matches`);
  });
});
