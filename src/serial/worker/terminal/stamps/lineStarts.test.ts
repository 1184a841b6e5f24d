import assert from 'node:assert/strict';
import { LineStarts } from './lineStarts';

describe('line starts', () => {
  it('line starts are the stream’s offsets of lines, also where characters have several bytes', () => {
    const text = 'é\nab\n\nc';
    const starts = new LineStarts();
    starts.begin(text, Buffer.from(text), 100);
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6].map((index) => starts.at(index)),
      [100, 100, 103, 103, 103, 106, 107],
    );
    starts.begin('d\ne', Buffer.from('d\ne'), 108);
    assert.deepEqual([starts.at(0), starts.at(2)], [107, 110]);
    starts.begin('f', Buffer.from('f'), 200);
    assert.equal(starts.at(0), 200);
  });

  it('a line without an end is searched for one once, however often it is asked about', () => {
    const text = 'x'.repeat(1000);
    let searches = 0;
    const counted = Object.assign(Object(text) as string, {
      indexOf: (wanted: string, from?: number) => {
        searches++;
        return text.indexOf(wanted, from);
      },
    });
    const starts = new LineStarts();
    starts.begin(counted, Buffer.from(text), 0);
    for (let index = 0; index < text.length; index++) assert.equal(starts.at(index), 0);
    assert.equal(searches, 1);
  });
});
