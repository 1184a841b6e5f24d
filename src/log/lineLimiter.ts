import type { LogLevel } from './record';

/** Lines a second that go through, and how many more warnings and errors when those are used up. */
export interface LineLimits {
  readonly linesPerSecond: number;
  readonly urgentPerSecond: number;
}

/**
 * Decides which lines of a flood go into the log: a fixed number a second, then none until the next one begins.
 * Warnings and errors have a reserve of their own, so that a flood of chatter does not hide them.
 */
export class LineLimiter {
  private windowStart = -Infinity;
  private lines = 0;
  private urgent = 0;
  #skipped = 0;

  constructor(
    private readonly limits: LineLimits,
    /** A clock in milliseconds. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** How many lines were refused since `takeSkipped()`. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Whether lines go through at the moment: once they do again, it is time to say how many did not. */
  get isOpen(): boolean {
    this.turn();
    return this.lines < this.limits.linesPerSecond;
  }

  /** Milliseconds until the next second begins. */
  get untilOpenMs(): number {
    return Math.max(0, this.windowStart + 1000 - this.now());
  }

  /** Whether one more line may be written now. */
  admit(level: LogLevel): boolean {
    if (this.isOpen) {
      this.lines++;
      return true;
    }
    if ((level === 'warn' || level === 'error') && this.urgent < this.limits.urgentPerSecond) {
      this.urgent++;
      return true;
    }
    this.#skipped++;
    return false;
  }

  /** How many lines were refused, and forgets them. */
  takeSkipped(): number {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  private turn(): void {
    const now = this.now();
    if (now - this.windowStart < 1000) return;
    this.windowStart = now;
    this.lines = 0;
    this.urgent = 0;
  }
}
