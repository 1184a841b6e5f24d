import assert from 'node:assert/strict';
import * as iconv from 'iconv-lite';
import { CharacterTable } from './codecReader';
import { codecNamed } from './encodings';
import { LongCharacters } from './longCharacters';

describe('characters of three and four bytes', () => {
  it('a character of three or four bytes is looked up once, and so are bytes that are none', () => {
    for (const [name, bytes, codePoint] of [
      ['gb18030', iconv.encode('😀', 'gb18030'), 0x1f600],
      ['eucjp', iconv.encode('丂', 'eucjp'), 0x4e02],
      ['gb18030', Buffer.from([0x84, 0x31, 0xa4, 0x37]), 0xfffd],
    ] as const) {
      const codec = codecNamed(name);
      let looks = 0;
      const table = new CharacterTable({
        lengthAt: (all, at) => codec.lengthAt(all, at),
        encode: (text) => codec.encode(text),
        decode: (all) => {
          looks++;
          return codec.decode(all);
        },
      });
      for (let time = 0; time < 3; time++) {
        assert.equal(table.lengthAt(bytes, 0), bytes.length);
        assert.equal(table.codePointOf(bytes, 0, bytes.length), codePoint, name);
      }
      assert.equal(looks, 1, name);
    }
  });

  it('however many characters a guest prints, a bounded number of them is remembered', () => {
    const long = new LongCharacters<number>();
    const bytes = Buffer.alloc(4);
    let looks = 0;
    const ask = (value: number): number => {
      bytes.writeUInt32BE(value);
      return long.of(bytes, 0, 4, () => {
        looks++;
        return value;
      });
    };
    for (let value = 0; value < 100_000; value++) assert.equal(ask(0x8100_0000 + value), 0x8100_0000 + value);
    assert.equal(looks, 100_000);
    ask(0x8100_0000 + 99_999);
    assert.equal(looks, 100_000);
    ask(0x8100_0000);
    assert.equal(looks, 100_001);
  });
});
