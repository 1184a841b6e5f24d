import assert from 'node:assert/strict';
import { messageOf } from './messageOf';

describe('messageOf', () => {
  it('messageOf says what to do in a sentence of its own, also behind words that are none', () => {
    const told = (message: string, hint?: string): string =>
      messageOf(Object.assign(new Error(message), { hint }));
    assert.equal(told('-x: invalid option', 'Leave it out.'), '-x: invalid option. Leave it out.');
    assert.equal(told('It is not there.', 'Is it built?'), 'It is not there. Is it built?');
    assert.equal(told('It is not there'), 'It is not there');
    assert.equal(told('', 'Try again.'), 'Try again.');
    assert.equal(messageOf('thrown'), 'thrown');
  });
});
