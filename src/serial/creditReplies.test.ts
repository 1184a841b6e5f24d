import assert from 'node:assert/strict';
import { CreditReplies } from './creditReplies';
import { CREDIT_REPLY } from './protocol';

describe('credit replies', () => {
  let replies: CreditReplies;

  beforeEach(() => (replies = new CreditReplies()));

  it('everything typed is passed on at once while no question is open', () => {
    assert.deepEqual(replies.push(`a\x1b${CREDIT_REPLY}\x1b`), {
      input: `a\x1b${CREDIT_REPLY}\x1b`,
      credits: 0,
    });
    assert.equal(replies.holding, false);
  });

  it('our answer is swallowed, also glued to what was typed', () => {
    replies.asked('ours');
    replies.asked('ours');
    assert.deepEqual(replies.push(`ls${CREDIT_REPLY}\r${CREDIT_REPLY}x`), { input: 'ls\rx', credits: 2 });
    assert.equal(replies.unanswered, 0);
  });

  it('an answer is swallowed at every possible split', () => {
    const stream = `ab${CREDIT_REPLY}cd`;
    for (let at = 0; at <= stream.length; at++) {
      const split = new CreditReplies();
      split.asked('ours');
      const first = split.push(stream.slice(0, at));
      const second = split.push(stream.slice(at));
      assert.equal(first.input + second.input + split.flush(), 'abcd', `split at ${at}`);
      assert.equal(first.credits + second.credits, 1);
    }
  });

  it('the guest gets its own answer, in the order of the questions', () => {
    for (const by of ['ours', 'guest', 'ours', 'guest'] as const) replies.asked(by);
    const taken = [1, 2, 3, 4].map(() => replies.push(CREDIT_REPLY));
    assert.deepEqual(
      taken.map(({ input, credits }) => [input === CREDIT_REPLY, credits]),
      [
        [false, 1],
        [true, 0],
        [false, 1],
        [true, 0],
      ],
    );
  });

  it('the Escape key is held back only until it is flushed', () => {
    replies.asked('ours');
    assert.equal(replies.push('\x1b').input, '');
    assert.equal(replies.holding, true);
    assert.equal(replies.flush(), '\x1b');
    assert.equal(replies.holding, false);
    assert.deepEqual(replies.push(CREDIT_REPLY), { input: '', credits: 1 });
  });

  it('other sequences of the terminal are let through', () => {
    replies.asked('ours');
    assert.equal(replies.push('\x1b[A\x1b[12;40R\x1b[?1;2c').input, '\x1b[A\x1b[12;40R\x1b[?1;2c');
    assert.equal(replies.push('\x1b[?7727;1$y').input, '\x1b[?7727;1$y');
  });
});
