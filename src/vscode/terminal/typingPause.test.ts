import assert from 'node:assert/strict';
import { TypingPause } from './typingPause';

describe('the pause of a person who types', () => {
  it('the pause of a person who types has come when nothing was typed, or nothing for a second', () => {
    let now = 5000;
    const pause = new TypingPause(() => now);
    assert.equal(pause.remaining, 0);
    pause.typed();
    assert.equal(pause.remaining, 1000);
    now += 400;
    assert.equal(pause.remaining, 600);
    pause.typed();
    assert.equal(pause.remaining, 1000, 'each key begins it again');
    now += 1001;
    assert.equal(pause.remaining, 0);
  });
});
