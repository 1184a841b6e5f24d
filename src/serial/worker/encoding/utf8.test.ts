import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { characterStart, completeLength, pieceAt } from './utf8';

const INTERESTING = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
  0xff,
];

function randomBytes(): Buffer {
  return Buffer.from(
    Array.from({ length: randomInt(1, 24) }, () => INTERESTING[randomInt(INTERESTING.length)]!),
  );
}

describe('utf8', () => {
  it('the bytes of every character are found as the decoder sees it, also in broken text', () => {
    for (let round = 0; round < 5000; round++) {
      const bytes = randomBytes();
      let text = '';
      for (let at = 0; at < bytes.length;) {
        const { bytes: length, valid } = pieceAt(bytes, at);
        text += valid ? bytes.subarray(at, at + length).toString('utf8') : '\ufffd';
        at += length;
      }
      assert.equal(text, bytes.toString('utf8'), bytes.toString('hex'));
    }
  });

  it('completeLength stops before a character that is still incomplete, and only there', () => {
    const whole = Buffer.from('aä€😀');
    assert.deepEqual(
      Array.from({ length: whole.length + 1 }, (_, length) => completeLength(whole.subarray(0, length))),
      [0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10],
    );
    assert.equal(completeLength(Buffer.from([0x61, 0xff])), 2);
    assert.equal(completeLength(Buffer.from([0x80, 0x80, 0x80, 0x80])), 4);
    assert.equal(completeLength(Buffer.from([0xe0, 0x80])), 2);
  });

  it('text cut at completeLength decodes to the same in two parts', () => {
    for (let round = 0; round < 5000; round++) {
      const bytes = randomBytes();
      const cut = completeLength(bytes.subarray(0, randomInt(bytes.length + 1)));
      const parts = bytes.subarray(0, cut).toString('utf8') + bytes.subarray(cut).toString('utf8');
      assert.equal(parts, bytes.toString('utf8'), `${bytes.toString('hex')} at ${cut}`);
    }
  });

  it('a cut is moved to the start of a character', () => {
    const bytes = Buffer.from('a😀b');
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((at) => characterStart(bytes, at)),
      [0, 1, 5, 5, 5, 5],
    );
  });
});
