import assert from 'node:assert/strict';
import { timeIn } from './timeInput';

describe('a time as a person writes it', () => {
  const near = new Date(2026, 10, 27, 5, 21, 2, 100).getTime();
  const on = (...time: [number, number, number?, number?]): number =>
    new Date(2026, 10, 27, ...time).getTime();

  it('a time as a person writes it is one of the same day, or some seconds later or earlier', () => {
    assert.equal(timeIn('12:34', near), on(12, 34));
    assert.equal(timeIn(' 7:05:09.5 ', near), on(7, 5, 9, 500));
    assert.equal(timeIn('+1.25', near), near + 1250);
    assert.equal(timeIn(' -5', near), near - 5000);
  });

  it('a time as a person writes it is nothing else', () => {
    for (const text of ['', '12', '24:00', '12:60', '12:00:61', 'noon', '5', '+', '-', '+-5'])
      assert.equal(timeIn(text, near), undefined, text);
  });
});
