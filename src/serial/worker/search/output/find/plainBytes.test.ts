import assert from 'node:assert/strict';
import { random } from '../../../../../../test/support/random';
import { arePlain } from './plainBytes';

/** The same as one expression, in bytes as Latin-1: slow, and easy to read. */
const CHANGES = new RegExp(
  String.raw`[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\[[\d;:]{0,200}m)|\r(?!\r{0,3}\n)|\xc2[\x80-\x9f]`,
);

const PIECES = [
  ...[
    'a',
    'word',
    '\t',
    '\n',
    '\r\n',
    '\r\r\r\r\n',
    '\r\r\r\r\r\n',
    '\r',
    '\x1b[m',
    '\x1b[1;31m',
    '\x1b[38:5:9m',
  ],
  ...[
    '\x1b',
    '\x1b[',
    '\x1b[1',
    '\x1b[1A',
    `\x1b[${'1'.repeat(201)}m`,
    '\b',
    '\x7f',
    '\xc2',
    '\x85',
    '\xa0',
    '\xc3\xa9',
  ],
];

describe('plain bytes', () => {
  it('plain bytes are those that an expression takes for plain, wherever they begin in memory', () => {
    const next = random(1);
    let plain = 0;
    for (let round = 0; round < 20_000; round++) {
      const count = Math.floor(next() * 8);
      const latin = Array.from(
        { length: count },
        () =>
          // Mostly those in front, so that many are plain.
          PIECES[Math.floor(next() ** 2 * PIECES.length)],
      ).join('');
      const shift = Math.floor(next() * 4);
      const bytes = Buffer.from(`${'x'.repeat(shift)}${latin}`, 'latin1').subarray(shift);
      const wanted = !CHANGES.test(latin);
      if (wanted) plain++;
      assert.equal(arePlain(bytes, { isUtf8: true }), wanted, JSON.stringify(latin));
      const isAscii = !/[\x80-\xff]/.test(latin);
      assert.equal(arePlain(bytes, { isUtf8: false }), wanted && isAscii, JSON.stringify(latin));
    }
    assert.ok(plain > 2000 && plain < 18_000, `${plain} were plain`);
  });
});
