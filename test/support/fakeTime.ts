import { mock } from 'node:test';
import { turns } from './until';

/** When a fake time begins, in milliseconds since the epoch. */
const BEGIN_MS = 1_700_000_000_000;

/**
 * Time that passes only when a test says so, for product code that goes by timers: `setTimeout`, `Date` and
 * `performance.now()` all follow it.
 *
 * ```ts
 * const time = FakeTime.hold();     // in beforeEach
 * await time.pass(1000);
 * time.release();                   // in afterEach
 * ```
 */
export class FakeTime {
  private constructor() {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: BEGIN_MS });
    mock.method(performance, 'now', () => this.now);
  }

  /** Stops the clock. Nothing that uses timers, other than `until()`, gets on until time is let pass. */
  static hold(): FakeTime {
    return new FakeTime();
  }

  /** Milliseconds since the clock was stopped. */
  get now(): number {
    return Date.now() - BEGIN_MS;
  }

  /** Lets time pass, a millisecond at a time, and everything happen that is due in each. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed++) {
      mock.timers.tick(1);
      await turns(2);
    }
  }

  /** Lets time pass at a stroke, as when a computer was asleep. */
  async jump(ms: number): Promise<void> {
    mock.timers.tick(ms);
    await turns();
  }

  release(): void {
    // In this order: a test may stand in for what is held.
    mock.restoreAll();
    mock.timers.reset();
  }
}
