import assert from 'node:assert/strict';
import { localEcho } from './localEcho';

describe('local echo', () => {
  it('local echo shows what a tty would', () => {
    assert.equal(localEcho('ls\r'), 'ls\r\n');
    assert.equal(localEcho('a\x7f\b\t\n'), 'a\b \b\b \b\t\r\n');
    assert.equal(localEcho('\x03\0'), '^C^@');
    assert.equal(localEcho('žluť'), 'žluť');
  });

  it('local echo shows nothing for keys and answers that begin with ESC', () => {
    assert.equal(localEcho('\x1b[A'), '');
    assert.equal(localEcho('\x1b[12;40R'), '');
  });
});
