import assert from 'node:assert/strict';
import { LineEnds } from './lineEnds';

describe('line ends', () => {
  it('bare line feeds are completed, also where CR and LF come apart', () => {
    const ends = new LineEnds(true);
    const out = ['a\nb\r', '\nc\r\n', '\n', '\r', 'x\n'].map((text) => ends.push(text)).join('');
    assert.equal(out, 'a\r\nb\r\nc\r\n\r\n\rx\r\n');
  });

  it('a line feed behind something else is a bare one', () => {
    const ends = new LineEnds(true);
    const before = ends.push('a\r');
    ends.interrupted();
    assert.equal(before + ends.push('\nb'), 'a\r\r\nb');
  });

  it('line ends are left alone where that is wanted', () => {
    assert.equal(new LineEnds(false).push('a\nb'), 'a\nb');
  });
});
