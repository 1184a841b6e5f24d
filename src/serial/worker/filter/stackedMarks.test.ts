import assert from 'node:assert/strict';
import { StackedMarks } from './stackedMarks';

describe('stacked marks', () => {
  const ACUTE = '\u0301';

  it('people’s languages keep their combining marks', () => {
    for (const text of ['plain', 'e\u0301\u0323', 'ก็่', '👩‍👩‍👧‍👦', 'שָׁלוֹם', '한글']) {
      assert.equal(new StackedMarks().push(text), text);
    }
  });

  it('what is drawn over one character is bounded, in one piece or in many', () => {
    const stacked = `a${ACUTE.repeat(100_000)}b${ACUTE.repeat(20)}`;
    const bounded = `a${ACUTE.repeat(16)}b${ACUTE.repeat(16)}`;
    assert.equal(new StackedMarks().push(stacked), bounded);
    const inPieces = new StackedMarks();
    const pieces = Array.from({ length: Math.ceil(stacked.length / 7) }, (_, index) =>
      inPieces.push(stacked.slice(index * 7, index * 7 + 7)),
    );
    assert.equal(pieces.join(''), bounded);
  });
});
