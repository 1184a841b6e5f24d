import assert from 'node:assert/strict';
import { matcherFor } from './matcher';

function literals(pattern: string | RegExp): readonly string[] | undefined {
  return matcherFor(pattern, true).literals;
}

describe('the literals that a pattern requires', () => {
  it('the literals of a text are its longest part without line ends, in lower case', () => {
    assert.deepEqual(literals('login: '), ['login: ']);
    assert.deepEqual(literals('ok\nReached target\n> '), ['reached target']);
    assert.deepEqual(literals('a'.repeat(100)), ['a'.repeat(16)]);
    assert.equal(literals('\n'), undefined);
  });

  it('the literals of an expression are the longest of what it requires', () => {
    assert.deepEqual(literals(/Kernel panic - not syncing: .*/), ['kernel panic - n']);
    assert.deepEqual(literals(/not ok \d+ - (?:timed out|hung)/), ['not ok ']);
    assert.deepEqual(literals(/(?:[0-9a-f]+ )*RIP: 0010:\S+/m), ['rip: 0010:']);
    assert.deepEqual(literals(/Unhandled exception|Exception caught/), [
      'unhandled except',
      'exception caught',
    ]);
  });

  it('the literals of an expression that ignores case are those that it has with case', () => {
    assert.deepEqual(literals(/assert(ion)? .*failed/i), ['assert']);
  });

  it('an expression that requires nothing in particular has none', () => {
    for (const pattern of [/\d+/, /(?:ready)?/, /ready|\d+/, /[ab]c?/, /é+/, /(?=x)y/, /[^]*/])
      assert.equal(literals(pattern), undefined, String(pattern));
  });
});
