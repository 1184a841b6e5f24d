import assert from 'node:assert/strict';
import { hexBytes } from './hexBytes';

describe('bytes as hexadecimal numbers', () => {
  const read = (text: string): number[] | undefined => {
    const bytes = hexBytes(text);
    return bytes && [...bytes];
  };

  it('hexadecimal bytes are read with blanks, commas and 0x between them, or nothing', () => {
    for (const text of ['1b 5b 41', '1B5b41', '0x1b, 0x5B,0x41', ' 1b\n5b 41 '])
      assert.deepEqual(read(text), [0x1b, 0x5b, 0x41], text);
    assert.deepEqual(read('00ff'), [0, 255]);
  });

  it('what is no row of hexadecimal bytes is none', () => {
    for (const text of ['', ' ', '1', '1b 5', 'xy', '0x', '1b;5b', '1b 0x'])
      assert.equal(read(text), undefined, text);
  });

  it('a text that is long and wrong is refused in no time', () => {
    assert.equal(read(`${'0x1b, '.repeat(10_000)}z`), undefined);
    assert.equal(read('00'.repeat(40_000)), undefined);
  });
});
