import assert from 'node:assert/strict';
import { KeysWhileOpening } from './keysWhileOpening';

describe('keys while a terminal opens', () => {
  it('keys while a terminal opens are for the one beside it, but for what the terminal itself says', () => {
    const meant: string[] = [];
    const own: string[] = [];
    const keys = new KeysWhileOpening({ take: (input) => own.push(input) < 0 }, (input) => meant.push(input));
    assert.equal(keys.take('h'), true);
    assert.equal(keys.take('\x1b[?1;2c'), false);
    assert.equal(keys.take('\r'), true);
    keys.opened();
    assert.equal(keys.take('x'), false);
    assert.deepEqual(
      [meant, own],
      [
        ['h', '\r'],
        ['\x1b[?1;2c', 'x'],
      ],
    );
  });
});
