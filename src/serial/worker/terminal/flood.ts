import type { Tail } from '../spool/tail';
import { Budget } from './budget';
import type { Clock } from './clock';

/**
 * What a terminal is given in the long run, in bytes a second: a dozen frames of many screens each. Nobody reads that
 * fast, nor scrolls back that far; but each byte goes through the extension host's main thread, which all extensions
 * share. With 3 MB/s its event loop was late by 4 to 5 ms in the 99th percentile over idle, with this by 1 to 2 ms
 * (test/bench/README.md). The burst is a whole boot log, or a file that is printed.
 */
const LIMITS = { burst: 4_000_000, perSecond: 400_000 };
/** A terminal shows at least this many bytes between two skips, or it would show nothing but their notices. */
const BYTES_BETWEEN_SKIPS = 262_144;
const BYTES_BETWEEN_SKIPS_IN_FLOOD = 65_536;
/** A terminal may lag by what it takes in this time, in seconds, within limits in bytes. */
const LAG_SECONDS = 0.25;
const LEAST_LAG = 524_288;
const MOST_LAG = 8 << 20;
/** In a flood that lasts it may lag by this many bytes: the newest are shown within half a second. */
const FLOOD_LAG = 131_072;

/** Rations a terminal's output while more comes than it is given; and tells when it has to skip. */
export class Flood {
  private readonly budget: Budget;
  private sinceSkip = BYTES_BETWEEN_SKIPS;
  /** Where the stream ended when nothing came for a while: the end of a flood is short enough to be given at once. */
  private calmAt = -1;

  constructor(
    private readonly tail: Tail,
    clock: Clock,
  ) {
    this.budget = new Budget(LIMITS, clock);
  }

  get isOn(): boolean {
    return this.budget.debtMs > 0 && !this.tail.ended && this.tail.end !== this.calmAt;
  }

  /** Resolves when more may be given. @throws `signal.reason` on abort. */
  async share(signal: AbortSignal): Promise<void> {
    const before = this.tail.end;
    await this.budget.wait(signal);
    if (this.tail.end === before) this.calmAt = before;
  }

  /** Takes note of bytes that the terminal gets. */
  took(bytes: number): void {
    this.sinceSkip += bytes;
    this.budget.take(bytes);
  }

  /** Whether a terminal with this lag, in bytes, is to skip ahead. */
  skips(flood: boolean, lag: number, charactersPerSecond: number): boolean {
    if (this.sinceSkip < (flood ? BYTES_BETWEEN_SKIPS_IN_FLOOD : BYTES_BETWEEN_SKIPS)) return false;
    const tolerable = Math.min(Math.max(charactersPerSecond * LAG_SECONDS, LEAST_LAG), MOST_LAG);
    return lag > (flood ? FLOOD_LAG : tolerable);
  }

  skipped(): void {
    this.sinceSkip = 0;
  }
}
