import { Budget } from './budget';
import type { Clock } from './clock';

/**
 * What the terminal does for a byte at no extra cost, in units of `work.ts`: ordinary output in any language,
 * colours and short lines stay below it. What goes beyond is paid from a budget of 25 ms at once and a fortieth of
 * the window's time in the long run: programs that repaint a screen stay below that.
 */
const FREE_PER_BYTE = 8;
const LIMITS = { burst: 1_000_000, perSecond: 1_000_000 };
/** The work that one character of credit pays for. */
const WORK_PER_CREDIT = 4;

/** What a terminal is given at once costs it about this much: about 5 ms, in which the window does nothing else. */
export const WORK_PER_FRAME = 200_000;

/** How long a terminal may work off what a guest asks of it, in milliseconds; then it skips the rest. */
const PATIENCE_MS = 500;

/** Keeps a terminal responsive whatever a guest asks of it: limits work that is out of proportion to the bytes. */
export class TerminalEffort {
  private readonly budget: Budget;
  private behindSince: number | undefined;

  constructor(private readonly clock: Clock) {
    this.budget = new Budget(LIMITS, clock);
  }

  /** Takes note of what was given. @returns how much credit that needs, in characters. */
  take(bytes: number, characters: number, work: number): number {
    if (work > bytes * FREE_PER_BYTE) this.budget.take(work - bytes * FREE_PER_BYTE);
    return Math.max(characters, work / WORK_PER_CREDIT);
  }

  /** The terminal has more work than it is given time for. */
  get isBehind(): boolean {
    return this.budget.debtMs > 0;
  }

  /**
   * Whether the terminal has been behind for too long, so that what else there is has to be skipped.
   * @param ended No byte will follow: then nobody waits.
   */
  isExhausted(ended: boolean): boolean {
    if (!this.isBehind) return false;
    this.behindSince ??= this.clock.now();
    return ended || this.clock.now() - this.behindSince > PATIENCE_MS;
  }

  /** The terminal has all there is, or the rest was skipped. */
  spared(): void {
    this.behindSince = undefined;
  }

  /** Resolves when the terminal may be asked for more. @throws `signal.reason` on abort. */
  async wait(signal: AbortSignal): Promise<void> {
    await this.budget.wait(signal);
  }
}
