import assert from 'node:assert/strict';
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

  it('LiteralScanner says so when a literal is not ASCII', () => {
    assert.throws(() => new LiteralScanner(['Schlüssel']), /ü/);
  });
});
