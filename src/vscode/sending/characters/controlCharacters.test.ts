import assert from 'node:assert/strict';
import { CONTROL_CHARACTERS, controlCharacter } from './controlCharacters';

describe('control characters', () => {
  it('control characters are ASCII’s 33, each once', () => {
    const codes = CONTROL_CHARACTERS.map(({ code }) => code);
    assert.deepEqual(codes, [...Array(32).keys(), 127]);
  });

  it('a control character is found by its key and by its name', () => {
    for (const called of ['c', 'C', 'Ctrl+C', '^c', 'ETX', 'etx'])
      assert.equal(controlCharacter(called)?.code, 3, called);
    assert.equal(controlCharacter('^')?.code, 0x1e);
    assert.equal(controlCharacter('^^')?.code, 0x1e);
    assert.equal(controlCharacter('Ctrl+]')?.code, 0x1d);
    assert.equal(controlCharacter('ESC')?.code, 0x1b);
    for (const called of ['', 'Ctrl+', 'CC', '5', 'ä'])
      assert.equal(controlCharacter(called), undefined, called);
  });
});
