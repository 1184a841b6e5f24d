import assert from 'node:assert/strict';
import { FakeClock } from '../../../../test/support/serial/fakeClock';
import { Budget } from './budget';

describe('budget', () => {
  const { signal } = new AbortController();
  let clock: FakeClock;
  let budget: Budget;

  beforeEach(() => {
    clock = new FakeClock();
    budget = new Budget({ burst: 4_000_000, perSecond: 400_000 }, clock);
  });

  it('the budget lets a burst through at once', async () => {
    budget.take(4_000_000);
    assert.equal(budget.debtMs, 0);
    await budget.wait(signal);
  });

  it('the budget makes a spender who overdraws it wait until that is earned', () => {
    budget.take(4_012_000);
    assert.equal(budget.debtMs, 30);
    clock.time += 29;
    assert.ok(Math.abs(budget.debtMs - 1) < 1e-6, String(budget.debtMs));
    clock.time += 1;
    assert.equal(budget.debtMs, 0);
  });

  it('the budget earns no more than the burst while nothing is spent', () => {
    clock.time += 1e9;
    budget.take(4_010_000);
    assert.equal(budget.debtMs, 25);
  });

  it('a wait for the budget stops when told to', async () => {
    budget.take(100_000_000);
    await assert.rejects(budget.wait(AbortSignal.abort(new Error('enough'))), /enough/);
  });
});
