import assert from 'node:assert/strict';
import { ENCODINGS } from '../../../config/encodings';
import { decoded, UnencodableError, type Encoding } from './encoding';
import { encodingNamed } from './encodingNamed';

/** Who begins how, what stands where. */
interface Placed {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What comes of a stream that comes in pieces of so many bytes. */
function read(encoding: Encoding, bytes: Buffer, size: number): Placed[] {
  const reader = encoding.reader();
  const characters: Placed[] = [];
  for (let at = 0; at < bytes.length; at += size)
    reader.push(bytes.subarray(at, at + size), at, {
      take: (codePoint, start, end) => characters.push({ text: String.fromCodePoint(codePoint), start, end }),
      takeAscii: (all, from, to, base) => {
        for (let place = from; place < to; place++)
          characters.push({
            text: String.fromCharCode(all[place] ?? 0),
            start: base + place,
            end: base + place + 1,
          });
      },
    });
  return characters;
}

function decodedInPieces(encoding: Encoding, bytes: Buffer, size: number): string {
  const decoder = encoding.decoder();
  let text = '';
  for (let at = 0; at < bytes.length; at += size) text += decoder.write(bytes.subarray(at, at + size));
  return text + decoder.end();
}

const OTHERS = ENCODINGS.filter((name) => name !== 'utf8');
const SAMPLES: Readonly<Record<string, string>> = {
  cp437: '┌─┐│░▒▓█ Çüé ¢£¥ ≈°∙·√ⁿ²■',
  iso88591: 'Grüße, ¿qué? ÷ÿ',
  koi8r: 'Привет, мир ─│┌',
  shiftjis: '表示 ソース ｱｲｳ 日本語 ―',
  eucjp: '日本語 ｱｲｳ 丂丄',
  euckr: '안녕하세요 똠',
  gbk: '中文 乪 €',
  gb18030: '中文 😀 ř ÿ',
  cp950: '繁體中文 許功蓋',
};

describe('the encodings of ports', () => {
  it('every encoding that a configuration may name is known, and has ASCII as ASCII, controls and all', () => {
    const ascii = Buffer.from(Array.from({ length: 0x80 }, (_, byte) => byte));
    for (const name of ENCODINGS) {
      const encoding = encodingNamed(name);
      assert.equal(decoded(ascii, encoding), ascii.toString('latin1'), name);
      assert.deepEqual(encoding.encode(ascii.toString('latin1')), ascii, name);
    }
  });

  it('no control character, nor any other before "0", is swallowed by a character that stands before it', () => {
    for (const name of OTHERS) {
      const encoding = encodingNamed(name);
      for (let lead = 0x80; lead < 0x100; lead++)
        for (const control of [0x00, 0x0a, 0x0d, 0x1b, 0x20, 0x2f])
          for (const size of [1, 2])
            assert.equal(
              decodedInPieces(encoding, Buffer.from([lead, control]), size).at(-1),
              String.fromCharCode(control),
              `${name}: ${lead.toString(16)} ${control.toString(16)} in pieces of ${size}`,
            );
    }
  });

  for (const [name, text] of Object.entries(SAMPLES))
    it(`text in ${name} is the same wherever it was cut, goes back into its bytes, and each character knows them`, () => {
      const encoding = encodingNamed(name);
      const bytes = encoding.encode(`${text}\n`);
      const whole = read(encoding, bytes, bytes.length);
      assert.equal(whole.map(({ text: one }) => one).join(''), `${text}\n`);
      assert.equal(encoding.byteLength(text), bytes.length - 1);
      for (const { text: one, start, end } of whole)
        assert.deepEqual(bytes.subarray(start, end), encoding.encode(one), one);
      for (let size = 1; size < 5; size++) {
        assert.deepEqual(read(encoding, bytes, size), whole);
        assert.equal(decodedInPieces(encoding, bytes, size), `${text}\n`);
      }
    });

  it('bytes that are no text are replaced and lose nothing that follows, wherever they were cut', () => {
    const broken: readonly (readonly [name: string, bytes: readonly number[], text: string])[] = [
      ['shiftjis', [0x41, 0x81, 0x0a, 0x42, 0xff, 0x43], 'A\ufffd\nB\ufffdC'],
      ['eucjp', [0x8f, 0xa2, 0x1b, 0x5b, 0x6d], '\ufffd\ufffd\x1b[m'],
      ['gb18030', [0x81, 0x30, 0x0a, 0x81, 0x30, 0x81, 0x41, 0x81], '\ufffd0\n\ufffd0丄\ufffd'],
      ['gb18030', [0x84, 0x31, 0xa4, 0x37], '\ufffd'],
      ['cp950', [0xa4, 0x1b, 0x5b, 0x6d], '\ufffd\x1b[m'],
    ];
    for (const [name, bytes, text] of broken)
      for (let size = 1; size <= bytes.length; size++)
        assert.equal(
          decodedInPieces(encodingNamed(name), Buffer.from(bytes), size),
          text,
          `${name}, ${size}`,
        );
  });

  it('text that an encoding does not have is not sent as something else', () => {
    assert.throws(() => encodingNamed('cp437').encode('echo ř'), {
      name: UnencodableError.name,
      message: 'the encoding cp437 does not have "ř"',
    });
    assert.throws(() => encodingNamed('shiftjis').encode('😀'), UnencodableError);
    assert.deepEqual(encodingNamed('cp437').encode('what?'), Buffer.from('what?'));
  });

  it('an encoding that nobody knows is refused', () => {
    assert.throws(() => encodingNamed('klingon'), /klingon/);
  });
});
