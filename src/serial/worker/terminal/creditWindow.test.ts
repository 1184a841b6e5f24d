import assert from 'node:assert/strict';
import { ASK_EVERY, CreditWindow, OPEN_QUESTIONS } from './creditWindow';

describe('credit window', () => {
  const { signal } = new AbortController();
  let credit: CreditWindow;

  beforeEach(() => (credit = new CreditWindow()));

  const fill = (): void => {
    for (let question = 0; question < OPEN_QUESTIONS; question++) {
      assert.equal(credit.written(ASK_EVERY), true);
      credit.asked();
    }
  };

  it('asks after so much output, not before', () => {
    assert.equal(credit.written(ASK_EVERY - 1), false);
    assert.equal(credit.owesQuestion, true);
    assert.equal(credit.written(1), true);
    credit.asked();
    assert.equal(credit.owesQuestion, false);
  });

  it('waits for an answer when the window is full', async () => {
    fill();
    let through = false;
    const waiting = credit.wait(signal).then(() => (through = true));
    await new Promise(setImmediate);
    assert.equal(through, false);
    credit.answered();
    await waiting;
    assert.equal(credit.timed, false);
    assert.ok(credit.charactersPerSecond < Infinity);
  });

  it('goes on at a timed rate where nobody answers, until somebody does', async () => {
    fill();
    let begin = performance.now();
    await credit.wait(signal);
    assert.ok(performance.now() - begin >= 990);
    assert.equal(credit.timed, true);
    fill();
    begin = performance.now();
    await credit.wait(signal);
    assert.ok(performance.now() - begin < 500);
    credit.answered();
    assert.equal(credit.timed, false);
  });

  it('settles when everything was answered', async () => {
    credit.written(10);
    credit.asked();
    credit.written(10);
    credit.asked();
    let settled = false;
    const settling = credit.settled(signal).then(() => (settled = true));
    credit.answered();
    await new Promise(setImmediate);
    assert.equal(settled, false);
    credit.answered();
    await settling;
  });

  it('lets everything through once released', async () => {
    fill();
    credit.release();
    await credit.wait(signal);
    fill();
    await credit.wait(signal);
  });

  it('stops waiting when told to', async () => {
    fill();
    const controller = new AbortController();
    const waiting = credit.wait(controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
  });
});
