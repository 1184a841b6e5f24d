import assert from 'node:assert/strict';
import { random } from '../../../test/support/random';
import { LiteralScanner } from './literalScanner';

const LITERALS = ['he', 'she', 'his', 'hers', 'ab', 'abc', 'bcd', 'c', 'e: '];

describe('LiteralScanner', () => {
  const scanner = new LiteralScanner(LITERALS);

  it('LiteralScanner finds each literal that stands in a line, and no other', () => {
    // All words of up to six letters over a small alphabet: overlaps, endings within literals, near misses.
    const alphabet = ['a', 'b', 'c', 'd', 'h', 'e'];
    let words = [''];
    for (let length = 0; length < 5; length++)
      words = words.flatMap((word) => alphabet.map((char) => word + char));
    for (const word of [...words, 'ushers', 'she: his', 'tische: ', 'é he ü']) {
      const expected = LITERALS.flatMap((literal, index) => (word.includes(literal) ? [index] : []));
      assert.deepEqual(
        [...(scanner.find(word) ?? [])].sort((a, b) => a - b),
        expected,
        word,
      );
    }
  });

  it('LiteralScanner finds the same literals in bytes, wherever they are cut', () => {
    const bytes = Buffer.from('ushers \x00\xff tische: é ab\nabcd', 'latin1');
    const expected = [...(scanner.find(bytes.toString('latin1')) ?? [])].sort((a, b) => a - b);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const found = new Set<number>();
      const onEnd = (literals: readonly number[]): void => literals.forEach((literal) => found.add(literal));
      const state = scanner.scanBytes(bytes.subarray(0, cut), 0, onEnd);
      scanner.scanBytes(bytes.subarray(cut), state, onEnd);
      assert.deepEqual(
        [...found].sort((a, b) => a - b),
        expected,
        `cut at ${cut}`,
      );
    }
  });

  it('LiteralScanner finds every place of a few literals in long pieces, wherever they are cut', () => {
    const literals = ['a.b', 'b.', '(ab'];
    const few = new LiteralScanner(literals, true);
    const next = random(7);
    const below = (limit: number): number => Math.floor(next() * limit);
    for (let round = 0; round < 300; round++) {
      // Mostly other text, so that pieces have one, several, or none.
      const text = Array.from({ length: 120 }, () => 'xxxxxxx-ab.B(A'[below(14)]).join('');
      const bytes = Buffer.from(text);
      let count = 0;
      let state = 0;
      for (let at = 0; at < bytes.length;) {
        const end = at + 1 + below(60);
        state = few.scanBytes(bytes.subarray(at, end), state, (ended) => (count += ended.length));
        at = end;
      }
      const expected = literals.reduce(
        (sum, literal) => sum + text.toLowerCase().split(literal).length - 1,
        0,
      );
      assert.equal(count, expected, text);
    }
  });

  it('LiteralScanner takes letters of both cases for the same if it is told to', () => {
    const folding = new LiteralScanner(['Login: ', '[ok]'], true);
    assert.deepEqual(folding.find('LOGIN: [Ok]'), new Set([0, 1]));
    assert.equal(folding.find('{OK}@login'), undefined);
  });

  it('LiteralScanner says so when a literal is not ASCII', () => {
    assert.throws(() => new LiteralScanner(['Schlüssel']), /ü/);
  });
});
