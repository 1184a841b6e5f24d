import assert from 'node:assert/strict';
import { FrameBudget } from './frameBudget';

describe('frame budget', () => {
  const { signal } = new AbortController();

  it('lets a boot log through at once', async () => {
    const budget = new FrameBudget();
    budget.take(4_000_000);
    assert.equal(budget.debtMs, 0);
    await budget.wait(signal);
  });

  it('makes a flood wait for as long as it is ahead', async () => {
    const budget = new FrameBudget();
    budget.take(4_012_000);
    assert.ok(budget.debtMs > 25 && budget.debtMs <= 30, String(budget.debtMs));
    const begin = performance.now();
    await budget.wait(signal);
    assert.ok(performance.now() - begin >= 24);
    // Timers may be a little early.
    assert.ok(budget.debtMs < 1, String(budget.debtMs));
  });

  it('earns no more than the burst while nothing comes', async () => {
    const budget = new FrameBudget();
    await new Promise((resolve) => setTimeout(resolve, 30));
    budget.take(4_010_000);
    assert.ok(budget.debtMs > 0);
  });

  it('stops waiting when told to', async () => {
    const budget = new FrameBudget();
    budget.take(100_000_000);
    await assert.rejects(budget.wait(AbortSignal.abort(new Error('enough'))), /enough/);
  });
});
