import assert from 'node:assert/strict';
import { LineSplitter } from './lineSplitter';

/** Feeds `chunks` to a splitter and returns the lines that came out before `end()` and all of them after. */
function split(chunks: (string | Uint8Array)[], maxLineBytes?: number): { before: string[]; all: string[] } {
  const all: string[] = [];
  const splitter = new LineSplitter((line) => all.push(line), maxLineBytes);
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  const before = [...all];
  splitter.end();
  return { before, all };
}

describe('LineSplitter', () => {
  it('LineSplitter splits several lines in a chunk and joins a line from several chunks', () => {
    assert.deepEqual(split(['one\ntwo\nthr', 'e', 'e\n']).before, ['one', 'two', 'three']);
  });

  it('LineSplitter keeps empty lines', () => {
    assert.deepEqual(split(['\n\na\n\n']).all, ['', '', 'a', '']);
  });

  it('LineSplitter passes an unfinished last line on at the end, and nothing when there is none', () => {
    const { before, all } = split(['a\nb']);
    assert.deepEqual(before, ['a']);
    assert.deepEqual(all, ['a', 'b']);
    assert.deepEqual(split(['a\n']).all, ['a']);
    assert.deepEqual(split([]).all, []);
  });

  it('LineSplitter takes \\r\\n as a line end, also when it is split, and leaves a lone \\r alone', () => {
    assert.deepEqual(split(['a\r\nb\r', '\nc\r\r\n10 %\r20 %\n']).before, ['a', 'b', 'c\r', '10 %\r20 %']);
  });

  it('LineSplitter decodes characters that are split anywhere', () => {
    const bytes = Buffer.from('äß😀\n漢字\n');
    assert.deepEqual(split([...bytes].map((byte) => Uint8Array.of(byte))).before, ['äß😀', '漢字']);
  });

  it('LineSplitter shows bytes that are no UTF-8 as replacement characters', () => {
    assert.deepEqual(split([Uint8Array.of(0x61, 0xff, 0x62, 0x0a)]).before, ['a\ufffdb']);
  });

  it('LineSplitter does not keep the caller’s buffer', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    const reused = Buffer.from('abc');
    splitter.push(reused);
    reused.fill('x');
    splitter.push(Buffer.from('\n'));
    assert.deepEqual(lines, ['abc']);
  });

  for (const [how, size] of [
    ['at once', 1000],
    ['byte by byte', 1],
  ] as const) {
    it(`LineSplitter cuts an over-long line that comes ${how}, and goes on after it`, () => {
      const bytes = Buffer.from('0123456789abcdef\nnext\n0123456789\r\n0123456789\n');
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      assert.deepEqual(split(chunks, 10).before, [
        '0123456789 … (line cut after 10 bytes)',
        'next',
        '0123456789',
        '0123456789',
      ]);
    });
  }

  it('LineSplitter passes an endless line on as soon as it is too long, once, and forgets it at the end', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line), 100);
    for (let turn = 0; turn < 1000; turn++) splitter.push(Buffer.alloc(64, 'x'));
    assert.equal(lines.length, 1);
    splitter.end();
    splitter.push(Buffer.from('again\n'));
    assert.deepEqual(lines.slice(1), ['again']);
  });

  it('LineSplitter does not take a \\r in the middle of an over-long line for its end', () => {
    assert.deepEqual(split(['01234\rx', 'yz\n'], 5).all, ['01234 … (line cut after 5 bytes)']);
    assert.deepEqual(split(['01234\r', 'xyz\n'], 5).all, ['01234 … (line cut after 5 bytes)']);
  });

  it('LineSplitter cuts at the edge of a character', () => {
    assert.deepEqual(split(['äääää\n'], 5).all, ['ää … (line cut after 5 bytes)']);
    assert.deepEqual(split(['xx😀😀\n'], 5).all, ['xx … (line cut after 5 bytes)']);
    assert.deepEqual(split([Buffer.alloc(9, 0x80)], 5).all.length, 1);
  });
});
