/** A person who has not typed for this long, in milliseconds, has stopped. */
const PAUSE_MS = 1000;

/**
 * Knows whether a person is typing: a key that follows others within a second was meant for what was there before, and
 * must not close a terminal whose machine has just ended.
 */
export class TypingPause {
  private lastKey = -Infinity;

  /** @param now In milliseconds. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  typed(): void {
    this.lastKey = this.now();
  }

  /** Milliseconds until the person has paused, if no further key comes; 0 when nobody is typing. */
  get remaining(): number {
    return Math.max(0, this.lastKey + PAUSE_MS - this.now());
  }
}
