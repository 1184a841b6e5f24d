import type { Clock } from './clock';

/** What may be spent: at once after a pause, and a second in the long run. */
export interface BudgetLimits {
  readonly burst: number;
  readonly perSecond: number;
}

/** Limits what is spent in the long run, and nothing shorter. */
export class Budget {
  private left: number;
  private since: number;

  constructor(
    private readonly limits: BudgetLimits,
    private readonly clock: Clock,
  ) {
    this.left = limits.burst;
    this.since = clock.now();
  }

  /** Takes note of what was spent. */
  take(amount: number): void {
    this.left = this.available() - amount;
    this.since = this.clock.now();
  }

  /** How long to wait before more is spent, in milliseconds. */
  get debtMs(): number {
    return Math.max(0, -this.available() / this.limits.perSecond) * 1000;
  }

  /** Resolves when more may be spent. @throws `signal.reason` on abort. */
  async wait(signal: AbortSignal): Promise<void> {
    await this.clock.wait(Math.ceil(this.debtMs), signal);
  }

  private available(): number {
    const earned = ((this.clock.now() - this.since) / 1000) * this.limits.perSecond;
    return Math.min(this.left + earned, this.limits.burst);
  }
}
