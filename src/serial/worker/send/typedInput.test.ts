import assert from 'node:assert/strict';
import { TypedInput } from './typedInput';

describe('typed input', () => {
  it('typed input goes on as UTF-8, and is reported in lumps when it has been written', () => {
    const offered: { readonly text: string; readonly written: () => void }[] = [];
    const told: [stream: number, characters: number][] = [];
    const typed = new TypedInput(
      (bytes, written) => offered.push({ text: Buffer.from(bytes).toString('utf8'), written }),
      (stream, characters) => told.push([stream, characters]),
      (text) => Buffer.from(text),
      () => assert.fail('all of it can be sent'),
    );
    typed.take(1, 'ä€');
    typed.take(2, 'x'.repeat(4000));
    typed.take(2, 'y'.repeat(100));
    typed.take(1, 'z'.repeat(5000));
    assert.deepEqual(
      offered.map(({ text }) => text.length),
      [2, 4000, 100, 5000],
    );
    assert.equal(offered[0]?.text, 'ä€');
    for (const { written } of offered.slice(0, 3)) written();
    assert.deepEqual(told, [[2, 4100]]);
    typed.forget(2);
    offered[3]?.written();
    assert.deepEqual(told, [
      [2, 4100],
      [1, 5002],
    ]);
    typed.take(2, 'x'.repeat(4096));
    typed.forget(2);
    offered[4]?.written();
    assert.equal(told.length, 2, 'nobody hears of a terminal that is closed');
  });
});
