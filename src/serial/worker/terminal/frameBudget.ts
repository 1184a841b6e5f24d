import { delay } from '../../../concurrency/timeout';

/**
 * What a terminal is given in the long run, in bytes a second: a dozen frames of many screens each. Nobody reads so
 * fast, nor scrolls back so far; but each byte goes through the extension host's main thread, which all extensions
 * share. With 3 MB/s its event loop was late by 4 to 5 ms in the 99th percentile over idle, with this by 1 to 2 ms
 * (test/bench/README.md).
 */
const BYTES_PER_SECOND = 400_000;
/** What it may be given at once after a pause: a whole boot log, or a file that is printed. */
const BURST_BYTES = 4_000_000;

/** Limits what goes to a terminal in a flood that lasts, and nothing shorter. */
export class FrameBudget {
  private left = BURST_BYTES;
  private since = performance.now();

  /** Takes note of what was given. */
  take(bytes: number): void {
    this.left = this.available() - bytes;
    this.since = performance.now();
  }

  /** How long to wait before more is given, in milliseconds. */
  get debtMs(): number {
    return Math.max(0, -this.available() / BYTES_PER_SECOND) * 1000;
  }

  /** Resolves when more may be given. @throws `signal.reason` on abort. */
  async wait(signal: AbortSignal): Promise<void> {
    await delay(Math.ceil(this.debtMs), signal);
  }

  private available(): number {
    const earned = ((performance.now() - this.since) / 1000) * BYTES_PER_SECOND;
    return Math.min(this.left + earned, BURST_BYTES);
  }
}
