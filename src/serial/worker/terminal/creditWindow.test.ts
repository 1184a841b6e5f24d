import assert from 'node:assert/strict';
import { FakeClock } from '../../../../test/support/serial/fakeClock';
import { ASK_EVERY, CreditWindow, OPEN_QUESTIONS } from './creditWindow';

describe('credit window', () => {
  const { signal } = new AbortController();
  let clock: FakeClock;
  let credit: CreditWindow;

  beforeEach(() => {
    clock = new FakeClock();
    credit = new CreditWindow(clock, { answer: 60_000, timed: 60_000 });
  });

  const fill = (): void => {
    for (let question = 0; question < OPEN_QUESTIONS; question++) {
      assert.equal(credit.written(ASK_EVERY), true);
      credit.asked();
    }
  };

  it('the credit window asks after a full window of output, not before', () => {
    assert.equal(credit.written(ASK_EVERY - 1), false);
    assert.equal(credit.written(1), true);
    credit.asked();
    assert.equal(credit.written(ASK_EVERY - 1), false);
  });

  it('the credit window waits for an answer when it is full', async () => {
    fill();
    clock.time += 100;
    let through = false;
    const waiting = credit.wait(signal).then(() => (through = true));
    await new Promise(setImmediate);
    assert.equal(through, false);
    credit.answered();
    await waiting;
    assert.equal(credit.timed, false);
    assert.equal(credit.charactersPerSecond, ASK_EVERY * 10);
  });

  it('the credit window goes on at a timed rate if nobody answers, until somebody does', async () => {
    credit = new CreditWindow(clock, { answer: 1, timed: 1 });
    fill();
    await credit.wait(signal);
    assert.equal(credit.timed, true);
    fill();
    await credit.wait(signal);
    assert.equal(credit.timed, true);
    credit.answered();
    assert.equal(credit.timed, false);
  });

  it('the credit window lets everything through once it is released', async () => {
    fill();
    credit.release();
    await credit.wait(signal);
    fill();
    await credit.wait(signal);
  });

  it('a wait for credit stops when told to', async () => {
    fill();
    const controller = new AbortController();
    const waiting = credit.wait(controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
  });
});
